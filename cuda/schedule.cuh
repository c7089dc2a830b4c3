// A number that moves from start to end over the first steps of a counter and then stays, as t2drl.kernel.Schedule has it.
#pragma once
#include "language.cuh"

// t2drl.kernel.Schedule.Form
constexpr int SCHEDULE_LINEAR = 0;
constexpr int SCHEDULE_COSINE = 1;

// sin(pi / 2 * x) for x in [0, 1] by its Taylor series, to 3e-16: the library's sine keeps a table for large arguments in local memory.
CU_DEVICE double sine_of_quarter(double x) {
    double angle = 1.57079632679489661923 * x;
    double square = angle * angle;
    double sum = 1;
    for (int k = 20; k >= 2; k -= 2) sum = 1 - sum * square * (1.0 / (k * (k + 1)));
    return angle * sum;
}

CU_DEVICE double schedule_at(int form, double start, double end, long long length, long long step) {
    double part = fmin(fmax((double)step / length, 0.0), 1.0);
    if (form == SCHEDULE_COSINE) {
        double sine = sine_of_quarter(part);
        part = sine * sine;  // (1 - cos(pi * part)) / 2
    }
    return start + (end - start) * part;
}
