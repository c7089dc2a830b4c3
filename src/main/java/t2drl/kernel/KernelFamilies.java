package t2drl.kernel;

/** All kernels of one device. */
public record KernelFamilies(
        NetworkKernels networks,
        ActionKernels actions,
        UpdateKernels updates,
        RandomKernels random,
        ReplayKernels replay,
        CellKernels cells) {}
