package t2drl.kernel.cuda;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.KernelFamilies;
import t2drl.kernel.Precision;
import t2drl.kernel.Recording;

/** The {@code cuda} device: float32 on an NVIDIA GPU, or the same kernels on the emulated driver. */
public final class CudaDevice implements Device {
    private static final long SLAB_BYTES = 16 << 20;

    private final CudaDriver driver;
    private final int index;
    private final boolean tf32;
    /** What to close, the last opened first. */
    private final Deque<Resource> opened = new ArrayDeque<>();

    private final CudaContext context;
    private final CudaStream stream;
    private final Arena arena;
    private final Staging staging;
    private final @Nullable Cublas cublas;
    private final KernelFamilies kernels;

    /**
     * GPU number {@code index}, counted from 0, as the driver counts them; {@code tf32} lets the products of networks go to the tensor cores,
     * {@code withCublas} leaves those of wide layers to cuBLAS.
     *
     * @throws CudaUnavailable if it, or this build, is not fit for that
     */
    public CudaDevice(CudaDriver driver, int index, boolean tf32, boolean withCublas) {
        this.driver = driver;
        this.index = index;
        this.tf32 = tf32;
        try {
            context = keep(new CudaContext(driver, index));
            CudaModule module = keep(KernelImage.load(driver));
            // On the emulated driver every piece lies alone, between guard pages.
            arena = keep(new Arena(driver.emulated() ? 0 : SLAB_BYTES));
            stream = keep(new CudaStream(context, module));
            staging = keep(new Staging(stream));
            cublas = withCublas ? keep(openCublas()) : null;
            kernels = new KernelFamilies(
                    new CudaNetworks(stream, this),
                    new CudaActions(stream),
                    new CudaUpdates(stream, this),
                    new CudaRandom(stream),
                    new CudaReplay(stream),
                    new CudaCells(stream, this));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private Cublas openCublas() {
        CublasLibrary library = CublasLibrary.of(driver);
        return new Cublas(library, stream, arena.allocate(Cublas.WORKSPACE_BYTES), tf32);
    }

    private <T extends Resource> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public String name() {
        String name = driver.emulated() ? "emulated" : index == 0 ? "cuda" : "cuda:" + index;
        return name + (tf32 ? "+tf32" : "") + (cublas == null ? "" : "+cublas");
    }

    @Override
    public String description() {
        if (driver.emulated()) {
            return "CUDA kernels on the emulated driver, %s, one thread".formatted(numbers());
        }
        return "%s (compute capability %s, %d MB), %s, CUDA driver %s"
                .formatted(
                        context.name(),
                        context.computeCapability(),
                        context.memoryBytes() >> 20,
                        numbers(),
                        driver.version());
    }

    private String numbers() {
        return (tf32 ? "float32 with products in TF32" : "float32")
                + (cublas == null ? "" : ", wide layers by cuBLAS " + cublas.version());
    }

    @Override
    public Precision precision() {
        return tf32 ? Precision.TF32 : Precision.SINGLE;
    }

    @Override
    public Buffer buffer(int length) {
        return new CudaBuffer(allocate((long) length * Float.BYTES), length, staging);
    }

    @Override
    public Indices indices(int length) {
        return new CudaIndices(allocate((long) length * Integer.BYTES), length, staging);
    }

    @Override
    public Counter counter() {
        return new CudaCounter(allocate(Long.BYTES), staging);
    }

    private DevicePointer allocate(long bytes) {
        stream.enter();
        return arena.allocate(bytes);
    }

    /** How many blocks run at the very same time, at least. */
    int multiprocessors() {
        return context.multiprocessors();
    }

    /** Most shared memory that one block can ask for. */
    int sharedBytesPerBlock() {
        return context.sharedBytesPerBlock();
    }

    /** True if the products of networks may go to the tensor cores, which multiply 10 bits of mantissa. */
    boolean tf32() {
        return tf32;
    }

    /** What multiplies in wide layers; null if this program's own kernels do. */
    @Nullable
    Cublas cublas() {
        return cublas;
    }

    /** Bytes of device memory that this device has taken. */
    public long memoryBytes() {
        return arena.bytes();
    }

    /** What kernels are made of, for the self-check. */
    public CudaPrimitives primitives() {
        return new CudaPrimitives(stream);
    }

    @Override
    public KernelFamilies kernels() {
        return kernels;
    }

    @Override
    public Recording record(Runnable body) {
        return stream.record(body);
    }

    @Override
    public void synchronize() {
        stream.synchronize();
    }

    @Override
    public void close() {
        if (!opened.isEmpty()) {
            context.makeCurrentToClose();
        }
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
