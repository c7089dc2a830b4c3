package t2drl.kernel.cuda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import t2drl.kernel.DeviceException;

/** Which of the build's GPU code a driver gets, and what a user reads if none will do. */
class KernelImageTest {
    private static final byte[] FATBIN = fatbin(100);
    private static final Optional<byte[]> PTX = Optional.of("//\n.version 7.0\n.target sm_80\n".getBytes(US_ASCII));

    private static byte[] fatbin(int bodyBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + bodyBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0xba55ed50).putShort((short) 1).putShort((short) 16).putLong(bodyBytes);
        return bytes.array();
    }

    /** A driver that takes fatbins, or PTX, or neither, and names what it took. */
    private static Function<byte[], String> driver(String takes, String error) {
        return image -> {
            String what = image[0] == '/' ? "ptx" : "fatbin";
            if (!takes.equals(what)) {
                throw new DeviceException("cuModuleLoadData failed.", "cuModuleLoadData", error);
            }
            return what;
        };
    }

    @Test
    void newDriversGetTheFatbinAndOldOnesThePtx() {
        String error = "CUDA_ERROR_UNSUPPORTED_PTX_VERSION";
        assertThat(KernelImage.load(FATBIN, PTX, "13.0", driver("fatbin", error)))
                .isEqualTo("fatbin");
        assertThat(KernelImage.load(FATBIN, PTX, "12.2", driver("ptx", error))).isEqualTo("ptx");
        assertThat(KernelImage.load(FATBIN, PTX, "12.2", driver("ptx", "CUDA_ERROR_NO_BINARY_FOR_GPU")))
                .isEqualTo("ptx");
        assertThat(KernelImage.load(FATBIN, PTX, "12.2", driver("ptx", "CUDA_ERROR_INVALID_IMAGE")))
                .isEqualTo("ptx");
    }

    @Test
    void aDriverThatIsTooOldIsToldWhichIsNeeded() {
        assertThatThrownBy(() ->
                        KernelImage.load(FATBIN, PTX, "10.2", driver("neither", "CUDA_ERROR_UNSUPPORTED_PTX_VERSION")))
                .isInstanceOf(CudaUnavailable.class)
                .hasMessage("the NVIDIA driver is too old (it knows CUDA 10.2, and CUDA 11.0 is needed: update it)");
        assertThatThrownBy(() -> KernelImage.load(
                        FATBIN, Optional.empty(), "12.2", driver("neither", "CUDA_ERROR_NO_BINARY_FOR_GPU")))
                .isInstanceOf(CudaUnavailable.class)
                .hasMessageContaining("too old");
    }

    @Test
    void otherErrorsAreNotHidden() {
        assertThatThrownBy(() -> KernelImage.load(FATBIN, PTX, "13.0", driver("ptx", "CUDA_ERROR_OUT_OF_MEMORY")))
                .isInstanceOf(DeviceException.class);
    }

    @Test
    void aDamagedFatbinNeverReachesTheDriver() {
        Function<byte[], String> driver = image -> {
            throw new AssertionError();
        };
        for (int length : new int[] {0, 3, 15, 16, 60, 115}) {
            assertThatThrownBy(() -> KernelImage.load(Arrays.copyOf(FATBIN, length), PTX, "13.0", driver))
                    .as("%d of %d bytes", length, FATBIN.length)
                    .isInstanceOf(CudaUnavailable.class)
                    .hasMessageStartingWith("the GPU code of this build is damaged (t2drl.fatbin: ")
                    .hasMessageEndingWith("), build again");
        }
        assertThatThrownBy(() -> KernelImage.load(new byte[200], PTX, "13.0", driver))
                .isInstanceOf(CudaUnavailable.class)
                .hasMessageContaining("no fatbin");
    }
}
