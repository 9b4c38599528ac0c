"""A page in a headless browser: open it, run a script in it, see what its console says, take its picture.

Chromium through its driver; Firefox, whose driver Debian has not, through the protocol that it speaks itself
(w3.org/TR/webdriver-bidi)."""
import base64
import json
import os
import re
import subprocess
import tempfile
import time

import websocket
from selenium import webdriver
from selenium.webdriver.chrome.service import Service


def processor_time(root):
    """Seconds of a process and all below it."""
    total, below, stat = 0, {}, {}
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/stat', encoding='latin-1') as text:
                stat[int(pid)] = text.read().rpartition(')')[2].split()
        except OSError:
            continue  # it has ended
        below.setdefault(int(stat[int(pid)][1]), []).append(int(pid))
    todo = [root]
    while todo:
        pid = todo.pop()
        todo += below.get(pid, [])
        total += sum(map(int, stat[pid][11:15])) if pid in stat else 0
    return total / os.sysconf('SC_CLK_TCK')


class Chromium:
    name = 'chromium'

    def __init__(self):
        options = webdriver.ChromeOptions()
        options.binary_location = '/usr/bin/chromium'
        for word in ('--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'):
            options.add_argument(word)
        options.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
        self.driver = webdriver.Chrome(service=Service('/usr/bin/chromedriver'), options=options)
        self.pid = self.driver.service.process.pid
        self.size(1280, 900)

    def size(self, width, height, dark=False):
        self.driver.execute_cdp_cmd('Emulation.setEmulatedMedia', {
            'features': [{'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}]})
        self.driver.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', {
            'width': width, 'height': height, 'deviceScaleFactor': 1, 'mobile': width < 500})

    def open(self, url):
        self.driver.get('about:blank')
        self.driver.get(url)

    def run(self, script):
        return json.loads(self.driver.execute_script(f'return JSON.stringify({script})') or 'null')

    def key(self, name):
        for kind in ('keyDown', 'keyUp'):
            code = {'Tab': 9, 'Enter': 13, 'ArrowRight': 39, 'ArrowUp': 38, 'ArrowDown': 40, ' ': 32}[name]
            text = {'Enter': '\r', ' ': ' '}.get(name, '')
            self.driver.execute_cdp_cmd('Input.dispatchKeyEvent', {
                'type': kind, 'key': name, 'windowsVirtualKeyCode': code, 'text': text if kind == 'keyDown' else ''})

    def console(self):
        return [entry['message'] for entry in self.driver.get_log('browser')]

    def picture(self, path, top=0, height=900, width=1280):
        got = self.driver.execute_cdp_cmd('Page.captureScreenshot', {
            'captureBeyondViewport': True,
            'clip': {'x': 0, 'y': top, 'width': width, 'height': height, 'scale': 1}})
        with open(path, 'wb') as out:
            out.write(base64.b64decode(got['data']))

    def pages(self):
        """Of paper, when the page is printed."""
        got = self.driver.execute_cdp_cmd('Page.printToPDF', {'preferCSSPageSize': True})
        return len(re.findall(rb'/Type\s*/Page\b', base64.b64decode(got['data'])))

    def close(self):
        self.driver.quit()


class Firefox:
    name = 'firefox'

    def __init__(self):
        self.profile = tempfile.TemporaryDirectory()
        log = os.path.join(self.profile.name, 'log')
        with open(log, 'w', encoding='utf-8') as out:
            self.process = subprocess.Popen(
                ['firefox-esr', '--headless', '--no-remote', '--profile', self.profile.name,
                 '--remote-debugging-port', '0'], stdout=out, stderr=out)
        found = None
        while not found and self.process.poll() is None:
            time.sleep(.1)
            with open(log, encoding='utf-8') as text:
                found = re.search(r'WebDriver BiDi listening on (ws://\S+)', text.read())
        self.socket = websocket.create_connection(found[1] + '/session', timeout=120, suppress_origin=True)
        self.pid = self.process.pid
        self.number = 0
        self.said = []
        self.tell('session.new', capabilities={})
        self.tell('session.subscribe', events=['log.entryAdded'])
        # A window of its own has the keys.
        self.context = self.tell('browsingContext.create', type='window')['context']

    def tell(self, method, **params):
        self.number += 1
        self.socket.send(json.dumps({'id': self.number, 'method': method, 'params': params}))
        while True:
            heard = json.loads(self.socket.recv())
            if heard.get('method') == 'log.entryAdded':
                self.said.append(heard['params'].get('text'))
            if heard.get('id') == self.number:
                assert 'error' not in heard, heard
                return heard['result']

    def open(self, url):
        self.tell('browsingContext.navigate', context=self.context, url='about:blank', wait='complete')
        self.tell('browsingContext.navigate', context=self.context, url=url, wait='complete')

    def run(self, script):
        got = self.tell('script.evaluate', expression=f'JSON.stringify({script})', awaitPromise=False,
                        target={'context': self.context})
        assert got['type'] == 'success', got
        return json.loads(got['result'].get('value') or 'null')

    def size(self, width, height, dark=False):
        assert not dark, 'it goes by its preferences'
        self.tell('browsingContext.setViewport', context=self.context, viewport={'width': width, 'height': height})

    def key(self, name):
        value = {'Tab': '\ue004', 'Enter': '\ue007', 'ArrowRight': '\ue014', 'ArrowUp': '\ue013', 'ArrowDown': '\ue015', ' ': ' '}[name]
        self.tell('input.performActions', context=self.context, actions=[{'type': 'key', 'id': 'keyboard', 'actions': [
            {'type': 'keyDown', 'value': value}, {'type': 'keyUp', 'value': value}]}])

    def picture(self, path, top=0, height=900, width=1280):
        got = self.tell('browsingContext.captureScreenshot', context=self.context, origin='document',
                        clip={'type': 'box', 'x': 0, 'y': top, 'width': width, 'height': height})
        with open(path, 'wb') as out:
            out.write(base64.b64decode(got['data']))

    def pages(self):
        got = self.tell('browsingContext.print', context=self.context)
        with tempfile.NamedTemporaryFile(suffix='.pdf') as pdf:
            pdf.write(base64.b64decode(got['data']))
            pdf.flush()
            return int(re.search(r'^Pages: +(\d+)', subprocess.run(['pdfinfo', pdf.name], capture_output=True, text=True,
                                                                   check=True).stdout, re.M)[1])

    def console(self):
        said, self.said = self.said, []
        return said

    def close(self):
        self.tell('browser.close')
        self.process.wait(30)
        self.profile.cleanup()
