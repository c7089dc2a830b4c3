package t2drl.benchmarks.peer;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;

/** oneDNN's {@code dnnl_sgemm}. */
final class OneDnn {
    private static final String FOLDER = "/org/bytedeco/dnnl/linux-x86_64/";

    private final MethodHandle sgemm;

    OneDnn() {
        System.load(unpacked("libgomp.so.1").toString());
        MemorySegment function = SymbolLookup.libraryLookup(unpacked("libdnnl.so.3"), Arena.global())
                .findOrThrow("dnnl_sgemm");
        sgemm = Linker.nativeLinker()
                .downcallHandle(
                        function,
                        FunctionDescriptor.of(
                                JAVA_INT,
                                JAVA_BYTE,
                                JAVA_BYTE,
                                JAVA_LONG,
                                JAVA_LONG,
                                JAVA_LONG,
                                JAVA_FLOAT,
                                ADDRESS,
                                JAVA_LONG,
                                ADDRESS,
                                JAVA_LONG,
                                JAVA_FLOAT,
                                ADDRESS,
                                JAVA_LONG));
    }

    private static Path unpacked(String library) {
        try {
            return Loader.cacheResource(OneDnn.class, FOLDER + library).toPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code C = A B^T}, {@code A, C [m, n]}, {@code B [n, n]}. */
    void multiply(int m, int n, FloatPointer a, FloatPointer b, FloatPointer c) {
        try {
            int status = (int) sgemm.invokeExact(
                    (byte) 'N',
                    (byte) 'T',
                    (long) m,
                    (long) n,
                    (long) n,
                    1f,
                    at(a),
                    (long) n,
                    at(b),
                    (long) n,
                    0f,
                    at(c),
                    (long) n);
            if (status != 0) {
                throw new IllegalStateException("dnnl_sgemm gave the status " + status);
            }
        } catch (Throwable e) {
            throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
        }
    }

    private static MemorySegment at(FloatPointer p) {
        return MemorySegment.ofAddress(p.address());
    }
}
