"""Open the built page in a headless browser and look at it."""
import os, sys, time
from selenium import webdriver
from selenium.webdriver.common.by import By

def chromium(width=1280, height=1000, dark=False):
    o = webdriver.ChromeOptions()
    o.binary_location = '/usr/bin/chromium'
    for a in ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', f'--window-size={width},{height}']:
        o.add_argument(a)
    if dark:
        o.add_argument('--force-dark-mode')
        o.add_argument('--blink-settings=preferredColorScheme=0')
    o.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
    from selenium.webdriver.chrome.service import Service
    return webdriver.Chrome(service=Service('/usr/bin/chromedriver'), options=o)
