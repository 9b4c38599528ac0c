/* TensorBoard's event files, written without TensorFlow.
 *
 * A file is a row of records: length (8 bytes, little-endian), its checksum, the data, their checksum; a checksum is
 * CRC-32C, rotated right by 15 bits, plus a constant. The data are one `Event` in protobuf's wire format: a key
 * (field number * 8 + kind), then a number of variable length (kind 0), 8 bytes (1), a length and bytes (2) or
 * 4 bytes (5). Field numbers: tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Where an event stands: a curve's name, the step, and when, in seconds since 1970. */
struct event_place {
    const char *tag;
    int64_t step;
    double time;
};

/* What a file begins with. */
void event_file_begin(FILE *, double time);

void event_file_scalar(FILE *, const struct event_place *, double value);

/* How so many finite values are spread, in equally wide buckets from the least to the largest. */
void event_file_histogram(FILE *, const struct event_place *, int count, const double *value);

/* CRC-32C (Castagnoli), reflected, of the bytes. */
uint32_t event_file_crc(const void *, size_t bytes);
