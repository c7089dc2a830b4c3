package t2drl.kernel.cuda;

/** What a kernel takes as a pointer. */
sealed interface DeviceMemory permits CudaBuffer, CudaIndices, CudaCounter {
    DevicePointer pointer();

    static void requireLength(int length, int needed) {
        if (length < needed) {
            throw new IllegalArgumentException("memory of " + length + " elements where the kernel needs " + needed);
        }
    }
}
