# The look of every figure. A figure says its `name` and where it lies (`here`), loads this, and then
# has its data, a terminal with an output, colours, and words for placing panels and labels.
#
# From outside, each may be set with gnuplot -e "term='svg'; dark=1":
#   term   png svg pdf gif txt    dark   0 1            ratio  16:9 4:3
#   mm     the width on paper: type stays legible there       title  in place of the finding, '' for none
#   experiment, or dat and out, to say whose numbers, and mono=1 for txt without colours

if (!exists("term")) term = 'png'
if (!exists("dark")) dark = 0
if (!exists("ratio")) ratio = '16:9'
if (!exists("mono")) mono = 0
folder = here.'out/'.experiment.'/'
if (!exists("dat")) dat = folder.name.'.dat'
if (!exists("out")) out = folder.name.(ratio eq '4:3' ? '-4x3' : '').(dark ? '-dark' : '').'.'.term

set encoding utf8
set datafile separator '|'
load dat
if (exists("title")) finding = title

# ---- colours: a kind of net has the same one wherever it is named; deeper is stronger ----
paper = dark ? '#14171c' : '#ffffff'; ink  = dark ? '#f3f4f6' : '#111111'
pale  = dark ? '#a3aab3' : '#666666'; line = dark ? '#7d858f' : '#666666'
soft  = dark ? '#cfd4da' : '#333333'; mesh = dark ? '#2b3038' : '#e4e4e4'
# Four shades a hue: 1 orange, 2 blue, 3 green, 4 pink, 5 red, 6 ochre, 7 violet, 8 grey, 9 teal.
array shade[36] = [0xF4B183, 0xE8853A, 0xD55E00, 0x6E2C00, 0x9CC9E8, 0x56A0D3, 0x0072B2, 0x002B4D, \
                   0x8FD9BF, 0x3DB893, 0x009E73, 0x004030, 0xE6B8D2, 0xD68FB8, 0xB85C94, 0x5A2145, \
                   0xEFA9A9, 0xD9565B, 0xB3202C, 0x560A12, 0xDCCB7A, 0xB59E2E, 0x8A7500, 0x3F3500, \
                   0xC3B8E3, 0x9683CC, 0x6A4FB0, 0x2E1F5C, 0xC4C4C4, 0x949494, 0x666666, 0x262626, \
                   0x8FD8DC, 0x36AEB5, 0x008089, 0x003A3F]
if (dark) {
    array shade[36] = [0x7A4322, 0xB8601F, 0xF08A3C, 0xFFB680, 0x2C5F85, 0x3C86C0, 0x68B2EE, 0xA6D6FF, \
                       0x1B6B55, 0x2FA582, 0x5FD3AE, 0xA5EBD2, 0x7A3D63, 0xB9689A, 0xE391C4, 0xF7C0E2, \
                       0x7E2E35, 0xC04A52, 0xF07A80, 0xFFB3B3, 0x6B5E20, 0xA8942E, 0xDCC650, 0xF2E39A, \
                       0x52428A, 0x8470C8, 0xAE9BF0, 0xD3C8FF, 0x5A6068, 0x878E97, 0xB4BBC4, 0xDDE1E6, \
                       0x1F646A, 0x2E9AA3, 0x5CCBD4, 0xA6EAF0]
}
# What a net is called before a comma, and its hue.
named = '|plain=1|residual=2|preact=2|zero-last=2|identity=2|add=2|A=2|original=2|two 3×3=2|1/sqrt(L)=3|B=3'. \
        '|C=6|1×1 (C)=6|no scale=5|norm-after-add=5|× 0.5=5|1/L=6|concat without identity=6|relu-before-add=6|batch norm=7'. \
        '|concat with identity=7|full-preact=7|skipinit=9|fixup=7|rezero=4|bottleneck=9|gate=9|relu-only-preact=9|'
first_name(s) = strstrt(s, ', ') > 1 ? s[:strstrt(s, ', ')-1] : s
found(s) = strstrt(named, '|'.s.'=')
digit(s) = found(s) ? int(named[found(s)+strlen(s)+2:found(s)+strlen(s)+2]) : 8
hue_for(s) = digit(first_name(s))
part(c, s) = (c >> s) & 255
blend(a, b, t, s) = int(part(a, s) + t * (part(b, s) - part(a, s)) + 0.5) << s
mix(a, b, t) = sprintf('#%06x', blend(a, b, t, 16) + blend(a, b, t, 8) + blend(a, b, t, 0))
# t runs from 0, the shallowest net, to 1, the deepest.
stop(t) = t >= 1 ? 2 : int(3 * t)
ramp(hue, t) = mix(shade[4*hue-3+stop(t)], shade[4*hue-2+stop(t)], 3*t - stop(t))
word_of(hue, t) = ramp(hue, t < 0.25 ? 0.25 : t) # a pale line may be seen, a pale word is not read
hue_of(hue) = ramp(hue, 0.6667)
tint_of(s) = hue_of(hue_for(s))

# ---- terminals: `pt` scales type; 1 is a lecture slide of 1920 x 1080. On paper of `mm` all shrinks with the
# width but type, which stays at 8 pt as long as that is at most 1.3 times (`zoom`) its usual share; narrow paper is as
# much higher, so that lines and rows keep their place from above, and only what lies across is scaled by zoom. ----
face = 'DejaVu Sans'
broad = ratio eq '16:9' ? 1 : 0
shrink = !exists("mm") ? 1 : mm / ((broad ? 1 : 0.75) * (term eq 'png' ? 162.56 : 338.67)) # png has 300 dots an inch
legible = broad ? 117.0 : 100.0 # mm from which 8 pt are its usual share
zoom = !exists("mm") || term eq 'txt' || mm > legible ? 1 : 1.3 * mm < legible ? 1.3 : legible / mm
scale = shrink * zoom
pt = (term eq 'svg' ? 0.85 : term eq 'pdf' ? 0.889 : term eq 'gif' ? 0.66 : 1) * (broad ? 1 : 0.88)
dot(size) = size * (term eq 'svg' ? 0.42 : scale * (term eq 'pdf' || term eq 'gif' ? 0.65 : 1)) # svg's grow with its type
type(size) = sprintf('%s,%.4g', face, size * pt * scale)
dots(n) = int(n * shrink + 0.5)
if (term eq 'png') { set term pngcairo size dots(broad ? 1920 : 1440),dots(1080*zoom) font type(26) linewidth 3*scale enhanced background paper }
if (term eq 'svg') { set term svg size dots(broad ? 1280 : 960),dots(720*zoom) font type(26) linewidth 2*scale enhanced standalone background paper }
if (term eq 'gif') { eval sprintf('set term gif animate delay 60 loop 0 size %d,%d font "%s" linewidth %.3f enhanced background "%s"', dots(broad ? 1280 : 960), dots(720*zoom), type(26), 2 * scale, paper) }
if (term eq 'pdf') { eval sprintf('set term pdfcairo size %.4fin,%.4fin font type(26) linewidth 2.5*scale enhanced background paper', (broad ? 13.3333 : 10) * shrink, 7.5 * zoom * shrink) }
if (term eq 'txt') { if (mono) { set term dumb size broad ? 110 : 84,34 enhanced mono } else { set term dumb size broad ? 110 : 84,34 enhanced ansi256 } }
set output out

set dashtype 2 (32,20) # in units of a line's width: a thin line's dashes are no dots
set format '%g' # gnuplot's own leaves room for a sign, which pushes a number off its tick
set border 3 lw 0.5 lc rgb line
set tics nomirror out scale 0.5 textcolor rgb soft
set grid y lw 0.4 lt 1 lc rgb mesh
unset key
band = term eq 'txt' ? 'dots' : 'filledcurves fs transparent solid '.(dark ? '0.28' : '0.22').' noborder'

# ---- words: the finding in bold, the grey line under it, both wrapped to the paper's width ----
parts(s, n) = s[n:n] eq ' ' && strstrt('%·=(', s[n+1:n+1]) == 0 # a line does not begin with these
gap_before(s, n) = n < 1 || parts(s, n) ? n : gap_before(s, n-1)
cut(s, n) = gap_before(s, n) > 0 ? gap_before(s, n) : n
lines(s, n) = strlen(s) <= n ? 1 : 1 + lines(s[cut(s, n)+1:], n)
# The least room that needs no line more: no word is left alone on the last one.
even(s, n, m) = m > 20 && lines(s, m - 1) == lines(s, n) ? even(s, n, m - 1) : m
wrap(s, n, open, close) = strlen(s) <= n ? open.s.close : open.s[:cut(s, n)-1].close."\n".wrap(s[cut(s, n)+1:], n, open, close)
finding_room = term eq 'txt' ? (broad ? 104 : 78) : int((broad ? 80 : 66) / zoom)
note_room    = term eq 'txt' ? (broad ? 104 : 78) : int((broad ? 150 : 124) / zoom)
finding_line = term eq 'txt' ? 0.035 : 0.056
note_line    = term eq 'txt' ? 0.035 : 0.034
note_at = 0.955 - finding_line * (finding eq '' ? 0 : lines(finding, finding_room))
roof = note_at - note_line * lines(note, note_room) - 0.085   # the panels' upper edge
heading = "set label 101 wrap(finding, even(finding, finding_room, finding_room), '{/:Bold ', '}') at screen 0.03,0.955 left textcolor rgb ink font type(30); ". \
          "set label 102 wrap(note, even(note, note_room, note_room), '', '') at screen 0.03,note_at left textcolor rgb pale font type(18)"

# ---- places: across(i, n) is column i of n, with `room` at its right for direct labels; down(i, n) is
# row i of n. Axis names are labels, so that every terminal puts them in the same place. ----
left = broad ? 0.098 : 0.115
room = broad ? 0.14 : 0.155
tick = broad ? 0.045 : 0.055
right = 0 # and this much more at the paper's right edge
ground = 0.145
alley = 0.06
wide(n) = (1.0 - zoom * (left + right + n * room + (n - 1) * tick)) / n
edge(i, n) = zoom * left + (i - 1) * (wide(n) + zoom * (room + tick))
tall(n) = (roof - ground - (n - 1) * alley) / n
top_of(i, n) = roof - (i - 1) * (tall(n) + alley)
across(i, n) = sprintf('here_x = %.4f; here_end = %.4f; set lmargin at screen here_x; set rmargin at screen here_end', edge(i, n), edge(i, n) + wide(n))
down(i, n) = sprintf('here_y = %.4f; here_low = %.4f; set tmargin at screen here_y; set bmargin at screen here_low', top_of(i, n), top_of(i, n) - tall(n))
over_panel = "graph 0.5,screen here_y+0.045 center"       # set label 'plain' at @over_panel
under_panel = "graph 0.5,screen here_low-0.1 center"       # set label 'step' at @under_panel
beside = broad ? 0.078 : 0.094
beside_panel = "screen here_x-beside*zoom,graph 0.5 center rotate"
room_for(letters) = (0.022 + 0.0102 * letters) * (broad ? 1 : 1.17) # a name of so many letters
fuse = 0.5
fresh = 'unset label; unset arrow'

# A step for tics that is 1, 2 or 5 times a power of ten and gives about n of them.
lead(x) = x < 1.5 ? 1 : x < 3.5 ? 2 : x < 7.5 ? 5 : 10
nice(length, n) = length <= 0 ? 1 : lead(length / (n * 10.0 ** floor(log10(length / (1.0 * n))))) * 10.0 ** floor(log10(length / (1.0 * n)))

# The same for what is counted: never a fraction.
whole(length, n) = nice(length, n) < 1 ? 1 : nice(length, n)

# A log axis with about n of its powers of ten named.
stride(low, high, n) = int(ceil(log10(high / low) / n - 0.01))
decades(low, high, n) = sprintf('set logscale y; set format y "10^{%%L}"; unset mytics; set ytics %g, %g', \
    10.0 ** (stride(low, high, n) * floor(log10(low) / stride(low, high, n))), 10.0 ** stride(low, high, n))

# ---- maps: colours in even steps of lightness, told apart without red or green; time on log10(1+step) ----
map_palette = "set palette defined (0 '#440154', 1 '#472d7b', 2 '#3b528b', 3 '#2c728e', 4 '#21918c', 5 '#28ae80', 6 '#5ec962', 7 '#addc30', 8 '#fde725')"
# Blue below equal, orange above; a decade has the same colour however far the scale reaches.
array cold[3] = ['#a6cfe8', '#2b83ba', '#00406b']; array warm[3] = ['#fbc99b', '#e8853a', '#8a3b00']
colds(n) = n < 1 ? '' : sprintf("%d '%s', ", -n, cold[n]).colds(n - 1)
warms(k, n) = k > n ? '' : sprintf(", %d '%s'", k, warm[k]).warms(k + 1, n)
ratio_palette(below, above) = 'set palette defined ('.colds(int(below))."0 '#f2f2f0'".warms(1, int(above)).')'
scale_box = "set colorbox user origin screen here_end+0.012*zoom,graph 0 size screen 0.01,graph 1 noborder"
log_steps = "set xtics ('0' 0); do for [k=0:6] { if (10**k <= steps) { set xtics add (sprintf('%d', 10**k) log10(1 + 10**k)) } }"
bare_steps = "set xtics ('' 0); do for [k=0:6] { if (10**k <= steps) { set xtics add ('' log10(1 + 10**k)) } }"
