/* A picture of a fixed size from a camera's frame of any size and format, in whole numbers. */
#ifndef THIMBLE_IMAGE_H
#define THIMBLE_IMAGE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    THIMBLE_FRAME_GREY,     /* one byte a pixel */
    THIMBLE_FRAME_RGB888,   /* red, green, blue */
    THIMBLE_FRAME_RGB565LE, /* 5, 6 and 5 bits, the lower byte first */
    THIMBLE_FRAME_RGB565BE, /* the same, the upper byte first, as camera modules send it */
    THIMBLE_FRAME_YUYV,     /* YUV 4:2:2, full range; the width is even */
    THIMBLE_FRAME_UYVY
} thimble_frame_format;

/* What a camera gives: rows from the top, without gaps. Sides are 1 to 4096. */
typedef struct {
    const uint8_t *pixels;
    int32_t width;
    int32_t height;
    thimble_frame_format format;
} thimble_frame;

typedef struct {
    int32_t width;        /* of the picture, 1 to 1024 */
    int32_t height;
    int32_t channels;     /* 1: grey, 3: red, green, blue */
    int32_t fit;          /* 0: squash, 1: shorter side, 2: longer side, 3: crop */
    int32_t anchor_down;  /* 0: top, 1: middle, 2: bottom */
    int32_t anchor_along; /* 0: left, 1: centre, 2: right */
    int32_t method;       /* 0: nearest, 1: bilinear, 2: area */
} thimble_image_config;

/* 1 where a frame is as its type says, else 0. */
int thimble_frame_is_whole(const thimble_frame *frame);

/* Of a whole frame. picture: height x width x channels, each 0 to 255 less 128. */
void thimble_image_s8(const thimble_image_config *config, const thimble_frame *frame,
                      int8_t *picture);

#ifdef __cplusplus
}
#endif

#endif
