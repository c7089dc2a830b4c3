// All kernels, in one translation unit: it becomes one fatbin, and one part of the emulated driver.
#include "actions.cu"
#include "activation.cu"
#include "cells.cu"
#include "chain.cu"
#include "mlp.cu"
#include "random.cu"
#include "replay.cu"
#include "updates.cu"
