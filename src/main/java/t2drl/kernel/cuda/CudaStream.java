package t2drl.kernel.cuda;

import java.util.ArrayList;
import java.util.List;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Recording;

/** Runs kernels one after the other on one GPU; while recording, collects them in a graph instead. */
final class CudaStream implements Resource {
    private final CudaContext context;
    private final CudaModule module;
    private final Handle stream = new Handle();
    private final List<CUgraphExec> graphs = new ArrayList<>();
    private boolean recording;
    private boolean closed;

    CudaStream(CudaContext context, CudaModule module) {
        this.context = context;
        this.module = module;
        Cuda.check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
    }

    private static final class Handle extends CUstream {
        long address() {
            return getNativePointer();
        }
    }

    CUstream handle() {
        return stream;
    }

    /** The handle for libraries that JCuda does not call. */
    long address() {
        return stream.address();
    }

    /** {@link #launch(String, Grid, Object...)} with a row of blocks and no dynamic shared memory. */
    void launch(String kernel, int blocks, int threads, @Nullable Object... arguments) {
        launch(kernel, new Grid(blocks, 1, threads, 0), arguments);
    }

    /** No blocks, no launch. Device memory and null go to the kernel as pointers, Integer as int, Long as long long, Float as float, Double as double. */
    void launch(String kernel, Grid grid, @Nullable Object... arguments) {
        enter();
        if (grid.blocksX() == 0 || grid.blocksY() == 0) {
            return;
        }
        CUfunction function = module.function(kernel, grid.sharedBytes());
        NativePointerObject[] values = new NativePointerObject[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            values[i] = valueOf(kernel, arguments[i]);
        }
        int result = JCudaDriver.cuLaunchKernel(
                function,
                grid.blocksX(),
                grid.blocksY(),
                1,
                grid.threads(),
                1,
                1,
                grid.sharedBytes(),
                stream,
                Pointer.to(values),
                null);
        if (result != 0) {
            throw Cuda.failure(
                    result,
                    "cuLaunchKernel",
                    "%s, %d x %d blocks of %d threads, %d bytes of shared memory"
                            .formatted(kernel, grid.blocksX(), grid.blocksY(), grid.threads(), grid.sharedBytes()));
        }
    }

    private static Pointer valueOf(String kernel, @Nullable Object argument) {
        return switch (argument) {
            case null -> Pointer.to(new long[] {0});
            case DeviceMemory memory -> Pointer.to(new long[] {memory.pointer().address()});
            case Integer value -> Pointer.to(new int[] {value});
            case Long value -> Pointer.to(new long[] {value});
            case Float value -> Pointer.to(new float[] {value});
            case Double value -> Pointer.to(new double[] {value});
            default -> throw new IllegalArgumentException("kernel " + kernel + " cannot take " + argument.getClass());
        };
    }

    /** Captures what {@code body} launches in a graph. */
    Recording record(Runnable body) {
        enter();
        if (recording) {
            throw new IllegalStateException("a recording is already in progress");
        }
        Cuda.check(
                JCudaDriver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED),
                "cuStreamBeginCapture");
        recording = true;
        CUgraph graph = new CUgraph();
        int result;
        try {
            body.run();
        } finally {
            recording = false;
            result = JCudaDriver.cuStreamEndCapture(stream, graph);
        }
        Cuda.check(result, "cuStreamEndCapture");
        CUgraphExec executable = new CUgraphExec();
        result = JCudaDriver.cuGraphInstantiate(executable, graph, 0);
        JCudaDriver.cuGraphDestroy(graph);
        Cuda.check(result, "cuGraphInstantiate");
        graphs.add(executable);
        return () -> replay(executable);
    }

    private void replay(CUgraphExec graph) {
        requireIdle();
        Cuda.check(JCudaDriver.cuGraphLaunch(graph, stream), "cuGraphLaunch");
    }

    /** Host access to device memory makes no sense while kernels are only collected. */
    void requireIdle() {
        enter();
        if (recording) {
            throw new IllegalStateException("host access to device memory while recording");
        }
    }

    void synchronize() {
        requireIdle();
        Cuda.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
    }

    /** Every call of the driver comes after this one. */
    void enter() {
        if (closed) {
            throw new IllegalStateException("the device is closed");
        }
        context.makeCurrent();
    }

    @Override
    public void close() {
        closed = true;
        JCudaDriver.cuStreamSynchronize(stream);
        graphs.forEach(JCudaDriver::cuGraphExecDestroy);
        JCudaDriver.cuStreamDestroy(stream);
    }
}
