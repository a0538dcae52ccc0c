#include "thimble_image.h"

#include <stddef.h>
#include <string.h>

enum { NEAREST = 0, AREA = 2, SQUASH = 0, FIT_SHORT = 1, FIT_LONG = 2 };

/* A side of the frame: `source` pixels from `from` on become `target` pixels of the picture from
 * `to` on. */
typedef struct {
    int32_t source, target, from, to;
} side;

/* Which pixels of a side make one of the picture: `count` from `first` on. Weights add up to
 * `total`: `lead`, then `each`, at last `tail`. */
typedef struct {
    int32_t first, count;
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

static taps taps_of(int32_t method, const side *of, int32_t at) {
    const int32_t source = of->source, target = of->target;
    taps result = {0, 1, 1, 0, 0, 1};
    if (method == NEAREST) {
        result.first = (2 * at + 1) * source / (2 * target);
    } else if (method == AREA && source > target) {
        /* in units of 1 / target of a pixel of the frame */
        const int32_t start = at * source, end = start + source;
        const int32_t last = (end - 1) / target;
        result.first = start / target;
        result.count = last - result.first + 1;
        result.lead = (uint32_t)((result.first + 1) * target - start);
        result.each = (uint32_t)target;
        result.tail = (uint32_t)(end - last * target);
        result.total = (uint32_t)source;
    } else {
        const int32_t middle = (2 * at + 1) * source - target;
        const int32_t place = middle < 0 ? 0 : middle;
        const int32_t second = place % (2 * target);
        result.first = place / (2 * target);
        result.total = (uint32_t)(2 * target);
        result.lead = result.total;
        if (second != 0 && result.first + 1 < source) {
            result.count = 2;
            result.lead = (uint32_t)(2 * target - second);
            result.tail = (uint32_t)second;
        }
    }
    return result;
}

static uint32_t weight_of(const taps *of, int32_t at) {
    return at == 0 ? of->lead : at == of->count - 1 ? of->tail : of->each;
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

/* Two pixels share their colour difference. ITU-R BT.601 in full range. */
static void read_422(const uint8_t *pair, int32_t second, int32_t luma, int32_t pixel[3]) {
    const int32_t light = pair[luma + 2 * second];
    const int32_t u = pair[1 - luma] - 128, v = pair[3 - luma] - 128;
    pixel[0] = clamp(light + over_256(359 * v));
    pixel[1] = clamp(light - over_256(88 * u + 183 * v));
    pixel[2] = clamp(light + over_256(454 * u));
}

static void read_pixel(const thimble_frame *frame, int32_t place, int32_t pixel[3]) {
    const uint8_t *bytes = frame->pixels;
    const int32_t odd = place & 1;
    switch (frame->format) {
    case THIMBLE_FRAME_RGB888:
        pixel[0] = bytes[3 * place];
        pixel[1] = bytes[3 * place + 1];
        pixel[2] = bytes[3 * place + 2];
        break;
    case THIMBLE_FRAME_RGB565LE:
    case THIMBLE_FRAME_RGB565BE:
        read_565(bytes + 2 * place, frame->format == THIMBLE_FRAME_RGB565BE, pixel);
        break;
    case THIMBLE_FRAME_YUYV:
    case THIMBLE_FRAME_UYVY:
        read_422(bytes + 2 * (place - odd), odd, frame->format == THIMBLE_FRAME_UYVY, pixel);
        break;
    case THIMBLE_FRAME_GREY:
    default:
        pixel[0] = pixel[1] = pixel[2] = bytes[place];
        break;
    }
}

/* Of a run of pixels of one line: the first, the last, and the sum of all. */
typedef struct {
    int32_t first[3], last[3], sum[3];
} run;

static void read_run(const thimble_frame *frame, int32_t place, int32_t count, int32_t channels,
                     run *line) {
    line->sum[0] = line->sum[1] = line->sum[2] = 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t *pixel = i == 0 ? line->first : line->last;
        if (frame->format == THIMBLE_FRAME_RGB888) {
            const uint8_t *bytes = frame->pixels + 3 * (place + i);
            pixel[0] = bytes[0];
            pixel[1] = bytes[1];
            pixel[2] = bytes[2];
        } else {
            read_pixel(frame, place + i, pixel);
        }
        if (channels == 1) {
            pixel[0] = (77 * pixel[0] + 150 * pixel[1] + 29 * pixel[2] + 128) >> 8;
            line->sum[0] += pixel[0];
        } else {
            line->sum[0] += pixel[0];
            line->sum[1] += pixel[1];
            line->sum[2] += pixel[2];
        }
    }
}

/* The same where a pixel is one byte and so is what comes of it. */
static void read_grey_run(const uint8_t *bytes, int32_t count, run *line) {
    int32_t sum = 0;
    for (int32_t i = 0; i < count; i++) {
        sum += bytes[i];
    }
    line->first[0] = bytes[0];
    line->last[0] = bytes[count - 1];
    line->sum[0] = sum;
}

/* Adds what one line of the frame gives to a pixel of the picture: each weight is `each` but for the
 * first and the last. */
static void add_line(const thimble_frame *frame, int32_t place, const taps *along, uint32_t weight,
                     int32_t channels, uint32_t sums[3]) {
    run line;
    if (frame->format == THIMBLE_FRAME_GREY && channels == 1) {
        read_grey_run(frame->pixels + place, along->count, &line);
    } else {
        read_run(frame, place, along->count, channels, &line);
    }
    for (int32_t c = 0; c < channels; c++) {
        uint32_t sum = along->lead * (uint32_t)line.first[c];
        if (along->count > 1) {
            const int32_t between = line.sum[c] - line.first[c] - line.last[c];
            sum += along->tail * (uint32_t)line.last[c] + along->each * (uint32_t)between;
        }
        sums[c] += weight * sum;
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
    fit_sides(config, frame, &rows, &columns);
    memset(picture, -128, (size_t)(config->width * config->height * channels));
    for (int32_t y = 0; y < rows.target; y++) {
        const taps down = taps_of(config->method, &rows, y);
        int8_t *out = picture + ((rows.to + y) * config->width + columns.to) * channels;
        for (int32_t x = 0; x < columns.target; x++, out += channels) {
            const taps along = taps_of(config->method, &columns, x);
            const uint32_t total = down.total * along.total;
            uint32_t sums[3] = {0, 0, 0};
            int32_t place =
                (rows.from + down.first) * frame->width + columns.from + along.first;
            for (int32_t j = 0; j < down.count; j++, place += frame->width) {
                add_line(frame, place, &along, weight_of(&down, j), channels, sums);
            }
            for (int32_t c = 0; c < channels; c++) {
                out[c] = (int8_t)((int32_t)((sums[c] + total / 2) / total) - 128);
            }
        }
    }
}
