// Elementwise activations.
#include "activation.cuh"
#include "index.cuh"

// Value and derivative of one activation at n numbers.
CU_KERNEL(activation, const float* x, int n, int kind, float* value, float* derivative) {
    int i = grid_thread();
    if (i < n) {
        Activated y = activated(kind, x[i]);
        value[i] = y.value;
        derivative[i] = y.slope;
    }
}

// dx = dy times the slope that the forward pass saved.
CU_KERNEL(activation_backward, const float* dy, int n, int kind, const float* saved, float* dx) {
    int i = grid_thread();
    if (i < n) dx[i] = dy[i] * slope_of(kind, saved[i]);
}
