#include "lab/figure/sketch.h"
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A braille character has dots in 2 columns and 4 rows; its code is U+2800 and a bit for each. */
static const unsigned char dot[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

struct canvas {
    int width, height; /* in characters */
    unsigned char *cell;
    bool *lost; /* by column: a value that is no number */
};

struct span {
    double low, high;
    bool log;
};

static struct span span_of(int n, const double *y)
{
    struct span s = {INFINITY, -INFINITY, false};
    for (int i = 0; i < n; i++)
        if (isfinite(y[i])) {
            s.low = fmin(s.low, y[i]);
            s.high = fmax(s.high, y[i]);
        }
    s.log = s.low > 0 && s.high > 30 * s.low;
    return s;
}

/* Where v lies between the ends of the span, from 0 to 1. */
static double height_of(const struct span *s, double v)
{
    if (s->high <= s->low)
        return 0.5;
    return s->log ? log(v / s->low) / log(s->high / s->low) : (v - s->low) / (s->high - s->low);
}

static void draw_line(struct canvas *c, double x0, double y0, double x1, double y1)
{
    int steps = (int)fmax(fabs(x1 - x0), fabs(y1 - y0)) + 1;
    for (int i = 0; i <= steps; i++) {
        double t = (double)i / steps;
        int column = (int)lround(x0 + t * (x1 - x0)), row = (int)lround(y0 + t * (y1 - y0));
        c->cell[row / 4 * c->width + column / 2] |= dot[row % 4][column % 2];
    }
}

static void draw(struct canvas *c, const struct span *s, int n, const double *x, const double *y)
{
    double right = 2.0 * c->width - 1, bottom = 4.0 * c->height - 1, range = x[n - 1] - x[0];
    double px = 0, py = 0;
    bool joined = false;
    for (int i = 0; i < n; i++) {
        double qx = range > 0 ? (x[i] - x[0]) / range * right : 0;
        if (!isfinite(y[i])) {
            c->lost[(int)qx / 2] = true;
            joined = false;
            continue;
        }
        double qy = (1 - height_of(s, y[i])) * bottom;
        draw_line(c, joined ? px : qx, joined ? py : qy, qx, qy);
        px = qx;
        py = qy;
        joined = true;
    }
}

/* What stands beside a row: the ends of the axis, or its only value. */
static void print_edge(const struct canvas *c, const struct span *s, int row, FILE *out)
{
    bool flat = s->high <= s->low;
    if (flat ? row == c->height / 2 : row == 0 || row == c->height - 1)
        fprintf(out, "%9.3g ┤", row ? s->low : s->high);
    else
        fprintf(out, "%9s │", row == 1 && s->log ? "log" : "");
}

/* The axes and what lies between them. */
static void print(const struct canvas *c, const struct span *s, double first, double last,
                  FILE *out)
{
    char left[16], right[32];
    for (int r = 0; r < c->height; r++) {
        int end = c->width;
        while (end > 0 && !c->cell[r * c->width + end - 1] && !(r == 0 && c->lost[end - 1]))
            end--;
        print_edge(c, s, r, out);
        for (int k = 0; k < end; k++) {
            unsigned code = 0x2800u + c->cell[r * c->width + k];
            if (r == 0 && c->lost[k])
                fputs("×", out);
            else if (code == 0x2800)
                fputc(' ', out);
            else
                fprintf(out, "%c%c%c", (int)(0xe0 | code >> 12), (int)(0x80 | (code >> 6 & 0x3f)),
                        (int)(0x80 | (code & 0x3f)));
        }
        fputc('\n', out);
    }
    fprintf(out, "%9s └", "");
    for (int k = 0; k < c->width; k++)
        fputs("─", out);
    snprintf(left, sizeof left, "%g", first);
    snprintf(right, sizeof right, "step %g", last);
    fprintf(out, "\n%9s  %s%*s\n", "", left, c->width - (int)strlen(left), right);
}

const char *sketch_curve(struct arena *arena, int n, const double *x, const double *y, int width,
                         int height, struct failure *failure)
{
    struct span s = span_of(n, y);
    if (s.low > s.high)
        return "";
    struct canvas c = {width, height, arena_take(arena, failure, (size_t)width * (size_t)height),
                       arena_take(arena, failure, (size_t)width)};
    size_t room = (size_t)(3 * width + 20) * (size_t)(height + 2);
    char *text = arena_take(arena, failure, room);
    FILE *out = c.cell && c.lost && text ? fmemopen(text, room, "w") : NULL;
    if (!out) {
        fail_memory(failure);
        return "";
    }
    draw(&c, &s, n, x, y);
    print(&c, &s, x[0], x[n - 1], out);
    fclose(out);
    return text;
}

/* The mean of log10 over values first .. end-1: minus infinity for zeros alone, NaN for none. */
static double log_mean(const double *y, int first, int end)
{
    double sum = 0;
    int count = 0, zeros = 0;
    for (int i = first; i < end; i++)
        if (y[i] == 0)
            zeros++;
        else if (isfinite(y[i]) && y[i] > 0) {
            sum += log10(y[i]);
            count++;
        }
    return count ? sum / count : zeros ? -INFINITY : NAN;
}

const char *sketch_bars(struct arena *arena, int n, const double *y, int width, double low,
                        double high, struct failure *failure)
{
    static const char *const bar[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    int bars = n < width ? n : width;
    char *text = arena_take(arena, failure, (size_t)bars * 4 + 1), *end = text;
    for (int i = 0; text && i < bars; i++) {
        double v = log_mean(y, (int)((long)i * n / bars), (int)((long)(i + 1) * n / bars));
        double t = high > low ? (v - low) / (high - low) : 0.5;
        int step = (int)fmin(fmax(floor(8 * t), 0), 7);
        end = stpcpy(end, isnan(v) ? "×" : v == -INFINITY ? "·" : bar[step]);
    }
    return text ? text : "";
}
