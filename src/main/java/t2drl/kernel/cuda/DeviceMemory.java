package t2drl.kernel.cuda;

/** What a kernel takes as a pointer. */
sealed interface DeviceMemory permits CudaBuffer, CudaIndices, CudaCounter {
    DevicePointer pointer();
}
