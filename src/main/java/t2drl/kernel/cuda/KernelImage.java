package t2drl.kernel.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import t2drl.common.UserException;

/** The GPU code that the build put beside this class. */
final class KernelImage {
    private static final String FATBIN = "kernels.fatbin";

    private KernelImage() {}

    static byte[] fatbin() {
        try (InputStream in = KernelImage.class.getResourceAsStream(FATBIN)) {
            if (in == null) {
                throw new UserException(
                        "This build has no GPU code: install nvcc, from the CUDA toolkit, and build again.");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
