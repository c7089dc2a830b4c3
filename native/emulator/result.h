// The result codes of the driver API that this driver gives.
#pragma once

namespace emulator {

constexpr int SUCCESS = 0;
constexpr int INVALID_VALUE = 1;
constexpr int OUT_OF_MEMORY = 2;
constexpr int NOT_INITIALIZED = 3;
constexpr int NO_DEVICE = 100;
constexpr int INVALID_DEVICE = 101;
constexpr int INVALID_IMAGE = 200;
constexpr int INVALID_CONTEXT = 201;
constexpr int NO_BINARY_FOR_GPU = 209;
constexpr int UNSUPPORTED_PTX_VERSION = 222;
constexpr int INVALID_HANDLE = 400;
constexpr int NOT_FOUND = 500;
constexpr int NOT_READY = 600;
constexpr int ILLEGAL_ADDRESS = 700;
constexpr int LAUNCH_OUT_OF_RESOURCES = 701;
constexpr int CONTEXT_IS_DESTROYED = 709;
constexpr int MEMORY_ALREADY_REGISTERED = 712;
constexpr int MEMORY_NOT_REGISTERED = 713;
constexpr int MISALIGNED_ADDRESS = 716;
constexpr int LAUNCH_FAILED = 719;
constexpr int NOT_SUPPORTED = 801;
constexpr int SYSTEM_NOT_READY = 802;
constexpr int CAPTURE_UNSUPPORTED = 900;
constexpr int CAPTURE_INVALIDATED = 901;
constexpr int CAPTURE_UNMATCHED = 903;
constexpr int CAPTURE_UNJOINED = 904;
constexpr int CAPTURE_ISOLATION = 905;
constexpr int CAPTURE_IMPLICIT = 906;
constexpr int UNKNOWN = 999;

/// "CUDA_ERROR_OUT_OF_MEMORY" for 2; null for codes that no driver gives.
const char* resultName(int code);
const char* resultText(int code);

}  // namespace emulator
