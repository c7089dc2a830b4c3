package t2drl.kernel;

/**
 * One place where kernels run: it owns memory and offers the kernel families. Calls run in order. Closing it frees
 * everything that it allocated.
 */
public interface Device extends AutoCloseable {
    /** The name that {@code --device} takes, such as {@code cpu}. */
    String name();

    /** One line for people: what runs here and how wide. */
    String description();

    /** Buffers hold doubles if this is {@link Precision#DOUBLE}, else floats. */
    Precision precision();

    /** New memory, zeroed. */
    Buffer buffer(int length);

    /** New memory, zeroed. */
    Indices indices(int length);

    /** A new counter at 0. */
    Counter counter();

    KernelFamilies kernels();

    default NetworkKernels networks() {
        return kernels().networks();
    }

    default ActionKernels actions() {
        return kernels().actions();
    }

    default UpdateKernels updates() {
        return kernels().updates();
    }

    default RandomKernels random() {
        return kernels().random();
    }

    default ReplayKernels replay() {
        return kernels().replay();
    }

    default CellKernels cells() {
        return kernels().cells();
    }

    /**
     * Collects the kernel calls that {@code body} makes, without running them. {@code body} must not read or write buffers
     * from the host.
     */
    Recording record(Runnable body);

    /** Waits until everything that was asked for has run. */
    void synchronize();

    @Override
    void close();
}
