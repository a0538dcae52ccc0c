#include "thimble_image.h"

#include <stddef.h>
#include <string.h>

enum { NEAREST = 0, BILINEAR = 1, AREA = 2, SQUASH = 0, FIT_SHORT = 1, FIT_LONG = 2 };

/* A side of the frame: `source` pixels from `from` on become `target` pixels of the picture from
 * `to` on. */
typedef struct {
    int32_t source, target, from, to;
} side;

/* Which pixels of a side make one of the picture: the one at `first` with the weight `lead`, `full`
 * ones after it with `each`, and where `tail` is above 0 one more with that. They add up to `total`. */
typedef struct {
    int32_t first, full;
    uint32_t lead, each, tail, total;
} taps;

static int32_t least(int32_t a, int32_t b) {
    return a < b ? a : b;
}

/* x a / b, rounded, at least 1. */
static int32_t part(int32_t x, int32_t a, int32_t b) {
    const int32_t rounded = (x * a + b / 2) / b;
    return rounded < 1 ? 1 : rounded;
}

static void fit_sides(const thimble_image_config *config, const thimble_frame *frame, side *rows,
                      side *columns) {
    const int32_t w = config->width, h = config->height;
    const int wider = frame->width * h > frame->height * w;
    rows->source = frame->height;
    rows->target = h;
    columns->source = frame->width;
    columns->target = w;
    if (config->fit == FIT_SHORT && wider) {
        columns->source = least(frame->width, part(frame->height, w, h));
    } else if (config->fit == FIT_SHORT) {
        rows->source = least(frame->height, part(frame->width, h, w));
    } else if (config->fit == FIT_LONG && wider) {
        rows->target = least(h, part(w, frame->height, frame->width));
    } else if (config->fit == FIT_LONG) {
        columns->target = least(w, part(h, frame->width, frame->height));
    } else if (config->fit != SQUASH) {
        rows->source = rows->target = least(h, frame->height);
        columns->source = columns->target = least(w, frame->width);
    }
    rows->from = (frame->height - rows->source) * config->anchor_down / 2;
    rows->to = (h - rows->target) * config->anchor_down / 2;
    columns->from = (frame->width - columns->source) * config->anchor_along / 2;
    columns->to = (w - columns->target) * config->anchor_along / 2;
}

/* Area, in units of 1 / target of a pixel of the frame: a pixel of the picture covers `source` of them
 * from where the one before it ended. */
static void first_area(const side *of, taps *taps) {
    taps->first = 0;
    taps->lead = taps->each = (uint32_t)of->target;
    taps->full = of->source / of->target - 1;
    taps->tail = (uint32_t)(of->source % of->target);
    taps->total = (uint32_t)of->source;
}

static void next_area(const side *of, const taps *start, taps *taps) {
    const uint32_t target = (uint32_t)of->target;
    /* what is left of the pixel in which the last one ended comes first */
    uint32_t covered = taps->tail + start->tail;
    taps->first += taps->full + 1;
    taps->lead = target - taps->tail;
    taps->full = start->full;
    if (covered >= target) {
        covered -= target;
        taps->full++;
    }
    taps->tail = covered;
}

static void point_taps(int32_t method, const side *of, int32_t at, taps *taps) {
    const int32_t source = of->source, target = of->target;
    taps->full = 0;
    taps->each = taps->tail = 0;
    if (method == NEAREST) {
        taps->first = (2 * at + 1) * source / (2 * target);
        taps->lead = taps->total = 1;
    } else {
        const int32_t middle = (2 * at + 1) * source - target;
        const int32_t place = middle < 0 ? 0 : middle;
        const int32_t second = place % (2 * target);
        taps->first = place / (2 * target);
        taps->total = taps->lead = (uint32_t)(2 * target);
        if (taps->first + 1 < source) {
            taps->lead -= (uint32_t)second;
            taps->tail = (uint32_t)second;
        }
    }
}

/* The taps of each pixel of a side, one after another. */
typedef struct {
    const side *of;
    int32_t method, at;
    taps start, now;
} walk;

static void walk_begin(walk *along, int32_t method, const side *of) {
    along->of = of;
    along->method = method == AREA && of->source <= of->target ? BILINEAR : method;
    along->at = 0;
    if (along->method == AREA) {
        first_area(of, &along->start);
        along->now = along->start;
    } else {
        point_taps(along->method, of, 0, &along->now);
    }
}

static void walk_next(walk *along) {
    along->at++;
    if (along->method == AREA) {
        next_area(along->of, &along->start, &along->now);
    } else {
        point_taps(along->method, along->of, along->at, &along->now);
    }
}

static int32_t clamp(int32_t value) {
    return value < 0 ? 0 : value > 255 ? 255 : value;
}

/* x / 256 rounded; x is more than -65536, so that what is shifted is positive. */
static int32_t over_256(int32_t x) {
    return ((x + 65536 + 128) >> 8) - 256;
}

static void read_565(const uint8_t *at, int32_t low, int32_t pixel[3]) {
    const int32_t word = at[low] | (at[1 - low] << 8);
    const int32_t red = word >> 11, green = (word >> 5) & 63, blue = word & 31;
    pixel[0] = (red << 3) | (red >> 2);
    pixel[1] = (green << 2) | (green >> 4);
    pixel[2] = (blue << 3) | (blue >> 2);
}

static uint32_t weight_of(const taps *along, int32_t at) {
    return at == 0 ? along->lead : at <= along->full ? along->each : along->tail;
}

static void add_pixel(const int32_t pixel[3], uint32_t weight, int32_t channels, uint32_t sums[3]) {
    if (channels == 1) {
        const int32_t grey = (77 * pixel[0] + 150 * pixel[1] + 29 * pixel[2] + 128) >> 8;
        sums[0] += weight * (uint32_t)grey;
    } else {
        sums[0] += weight * (uint32_t)pixel[0];
        sums[1] += weight * (uint32_t)pixel[1];
        sums[2] += weight * (uint32_t)pixel[2];
    }
}

/* What `count` pixels of a line of the frame add to a pixel of the picture; `line` is its weight. */
static void add_565_line(const uint8_t *at, int32_t low, const taps *along, int32_t count,
                         uint32_t line, int32_t channels, uint32_t sums[3]) {
    for (int32_t i = 0; i < count; i++, at += 2) {
        int32_t pixel[3];
        read_565(at, low, pixel);
        add_pixel(pixel, line * weight_of(along, i), channels, sums);
    }
}

/* Two pixels share their colour difference. ITU-R BT.601 in full range. `luma` and `odd` tell where in
 * its pair the first pixel has its light. */
static void add_422_line(const uint8_t *pair, int32_t luma, int32_t odd, const taps *along,
                         int32_t count, uint32_t line, int32_t channels, uint32_t sums[3]) {
    int32_t red = 0, green = 0, blue = 0;
    for (int32_t i = 0; i < count; i++) {
        const uint32_t weight = line * weight_of(along, i);
        const int32_t light = pair[luma + 2 * odd];
        if (channels == 1) {
            sums[0] += weight * (uint32_t)light;
        } else {
            if (i == 0 || odd == 0) {
                const int32_t u = pair[1 - luma] - 128, v = pair[3 - luma] - 128;
                red = over_256(359 * v);
                green = over_256(88 * u + 183 * v);
                blue = over_256(454 * u);
            }
            sums[0] += weight * (uint32_t)clamp(light + red);
            sums[1] += weight * (uint32_t)clamp(light - green);
            sums[2] += weight * (uint32_t)clamp(light + blue);
        }
        pair += 4 * odd;
        odd ^= 1;
    }
}

static void add_byte_line(const uint8_t *at, int32_t colours, const taps *along, int32_t count,
                          uint32_t line, int32_t channels, uint32_t sums[3]) {
    for (int32_t i = 0; i < count; i++, at += colours) {
        const int32_t pixel[3] = {at[0], at[colours == 3 ? 1 : 0], at[colours == 3 ? 2 : 0]};
        add_pixel(pixel, line * weight_of(along, i), channels, sums);
    }
}

/* The same from grey to grey and from RGB888 to colours, where a byte is a value. */
static void add_grey_line(const uint8_t *at, const taps *along, uint32_t weight, uint32_t sums[3]) {
    const uint8_t *const end = at + 1 + along->full;
    uint32_t sum = along->lead * at[0];
    uint32_t between = 0;
    for (at++; at < end; at++) {
        between += at[0];
    }
    sum += along->each * between;
    if (along->tail > 0) {
        sum += along->tail * at[0];
    }
    sums[0] += weight * sum;
}

static void add_rgb_line(const uint8_t *at, const taps *along, uint32_t weight, uint32_t sums[3]) {
    const uint8_t *const end = at + 3 + 3 * along->full;
    const uint32_t lead = along->lead, each = along->each, tail = along->tail;
    uint32_t red = lead * at[0], green = lead * at[1], blue = lead * at[2];
    for (at += 3; at < end; at += 3) {
        red += each * at[0];
        green += each * at[1];
        blue += each * at[2];
    }
    if (tail > 0) {
        red += tail * at[0];
        green += tail * at[1];
        blue += tail * at[2];
    }
    sums[0] += weight * red;
    sums[1] += weight * green;
    sums[2] += weight * blue;
}

/* One line in whatever format. */
static void add_line(const thimble_frame *frame, int32_t place, const taps *along, uint32_t line,
                     int32_t channels, uint32_t sums[3]) {
    const uint8_t *const bytes = frame->pixels;
    const int32_t count = 1 + along->full + (along->tail > 0 ? 1 : 0);
    const int32_t odd = place & 1;
    switch (frame->format) {
    case THIMBLE_FRAME_RGB888:
        if (channels == 3) {
            add_rgb_line(bytes + 3 * place, along, line, sums);
        } else {
            add_byte_line(bytes + 3 * place, 3, along, count, line, channels, sums);
        }
        break;
    case THIMBLE_FRAME_RGB565LE:
        add_565_line(bytes + 2 * place, 0, along, count, line, channels, sums);
        break;
    case THIMBLE_FRAME_RGB565BE:
        add_565_line(bytes + 2 * place, 1, along, count, line, channels, sums);
        break;
    case THIMBLE_FRAME_YUYV:
        add_422_line(bytes + 2 * (place - odd), 0, odd, along, count, line, channels, sums);
        break;
    case THIMBLE_FRAME_UYVY:
        add_422_line(bytes + 2 * (place - odd), 1, odd, along, count, line, channels, sums);
        break;
    case THIMBLE_FRAME_GREY:
    default:
        if (channels == 1) {
            add_grey_line(bytes + place, along, line, sums);
        } else {
            add_byte_line(bytes + place, 1, along, count, line, channels, sums);
        }
        break;
    }
}

int thimble_frame_is_whole(const thimble_frame *frame) {
    const int pairs = frame->format == THIMBLE_FRAME_YUYV || frame->format == THIMBLE_FRAME_UYVY;
    return frame->pixels != NULL && frame->width >= 1 && frame->width <= 4096 &&
           frame->height >= 1 && frame->height <= 4096 && !(pairs && (frame->width & 1) != 0);
}

void thimble_image_s8(const thimble_image_config *config, const thimble_frame *frame,
                      int8_t *picture) {
    const int32_t channels = config->channels;
    side rows, columns;
    walk down, along;
    fit_sides(config, frame, &rows, &columns);
    memset(picture, -128, (size_t)(config->width * config->height * channels));
    walk_begin(&down, config->method, &rows);
    for (int32_t y = 0; y < rows.target; y++, walk_next(&down)) {
        const int32_t line = (rows.from + down.now.first) * frame->width + columns.from;
        int8_t *out = picture + ((rows.to + y) * config->width + columns.to) * channels;
        const int32_t lines = 1 + down.now.full + (down.now.tail > 0 ? 1 : 0);
        uint32_t total;
        walk_begin(&along, config->method, &columns);
        total = down.now.total * along.now.total;
        for (int32_t x = 0; x < columns.target; x++, walk_next(&along), out += channels) {
            uint32_t sums[3] = {total / 2, total / 2, total / 2};
            int32_t place = line + along.now.first;
            for (int32_t j = 0; j < lines; j++, place += frame->width) {
                add_line(frame, place, &along.now, weight_of(&down.now, j), channels, sums);
            }
            for (int32_t c = 0; c < channels; c++) {
                out[c] = (int8_t)((int32_t)(sums[c] / total) - 128);
            }
        }
    }
}
