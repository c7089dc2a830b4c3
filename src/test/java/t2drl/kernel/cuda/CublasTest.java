package t2drl.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.BundledLibrary;
import t2drl.kernel.Activation;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.DeviceException;
import t2drl.kernel.MlpShape;
import t2drl.kernel.Schedule;
import t2drl.kernel.Tape;
import t2drl.testing.Emulator;

/** Finding a cuBLAS, and the products of a device that uses one, on the emulated driver. */
class CublasTest {
    private static final int OUT_OF_MEMORY = 2;
    private static final int LAUNCH_FAILED = 719;

    @BeforeEach
    void reset() {
        Emulator.assumeBuilt();
        Emulator.reset();
        Emulator.set("lazy", 1);
    }

    @AfterEach
    void nothingIsLeft() {
        if (CudaDriver.hasEmulator()) {
            requireNothingLeft();
        }
    }

    private static void requireNothingLeft() {
        assertThat(Emulator.get("liveCublas")).isZero();
        assertThat(Emulator.get("liveBytes")).isZero();
    }

    @Test
    void noCublas(@TempDir Path folder) {
        assertThatThrownBy(() -> CublasLibrary.in(List.of(folder + "/")))
                .isInstanceOf(CudaUnavailable.class)
                .hasMessage(
                        "no cuBLAS was found (libcublas.so.13, libcublas.so.12, libcublas.so.11, libcublas.so, by"
                                + " the system's loader or in %s/; the CUDA toolkit has it)",
                        folder);
    }

    @Test
    void aCublasInAFolder(@TempDir Path folder) throws Exception {
        new BundledLibrary("/t2drl/kernel/cuda/emulator/libcuda.so.1").copy(folder.resolve("libcublas.so.12"));
        CublasLibrary library = CublasLibrary.in(List.of(folder + "/none", folder + "/"));
        assertThat(library.name()).isEqualTo(folder + "/libcublas.so.12");
        assertThat(library.version()).isEqualTo("12.0");
        assertThatThrownBy(() -> library.function("cublasNew"))
                .isInstanceOf(CudaUnavailable.class)
                .hasMessage(folder + "/libcublas.so.12 is too old: it has no cublasNew");
    }

    /** Some updates of a network whose middle layer is wide, in gradients' parts that do not divide its rows. */
    private static double[] trained(Device device, BiConsumer<Device, Runnable> repeat) {
        int rows = 50;
        MlpShape shape = new MlpShape(5, CudaDense.LEAST_WIDTH, 3, Activation.MISH, Activation.IDENTITY);
        SplittableRandom random = new SplittableRandom(3);
        int size = shape.layout().size();
        Buffer parameters = device.buffer(size);
        parameters.write(random.doubles(size, -0.1, 0.1).toArray());
        Buffer x = device.buffer(rows * 5);
        x.write(random.doubles(rows * 5, -1, 1).toArray());
        Tape tape = device.networks().tape(shape, rows, true);
        Buffer y = device.buffer(rows * 3);
        Buffer gradients = device.buffer(size);
        Buffer m = device.buffer(size);
        Buffer v = device.buffer(size);
        Counter step = device.counter();
        AdamRule rule = new AdamRule(Schedule.constant(1e-2));
        repeat.accept(device, () -> {
            device.networks().mlpForward(tape, parameters, x, y);
            // Of half the sum of squares, the gradient is y itself.
            device.networks().mlpBackward(tape, parameters, x, y, gradients, null);
            device.updates().adam(parameters, gradients, m, v, rule, step, null, 0);
            device.updates().advance(step);
        });
        return parameters.toArray();
    }

    private static void replayed(Device device, Runnable body) {
        var recording = device.record(body);
        for (int i = 0; i < 4; i++) {
            recording.replay();
        }
    }

    private static void called(Device device, Runnable body) {
        for (int i = 0; i < 4; i++) {
            body.run();
        }
    }

    private static CudaDevice device(boolean cublas) {
        return new CudaDevice(CudaDriver.emulator(), 0, false, cublas);
    }

    @Test
    void recordedProductsGiveTheSameBits() {
        double[] recorded;
        double[] called;
        double[] handWritten;
        try (CudaDevice device = device(true)) {
            recorded = trained(device, CublasTest::replayed);
        }
        try (CudaDevice device = device(true)) {
            called = trained(device, CublasTest::called);
        }
        try (CudaDevice device = device(false)) {
            handWritten = trained(device, CublasTest::called);
        }
        assertThat(recorded).containsExactly(called);
        // Other sums, so it was cuBLAS that multiplied, but of the same numbers.
        assertThat(recorded).isNotEqualTo(handWritten);
        for (int i = 0; i < recorded.length; i++) {
            assertThat(recorded[i]).isCloseTo(handWritten[i], within(2e-3));
        }
    }

    @Test
    void onlyWideLayersGoToCublas() {
        for (int width : new int[] {CudaDense.LEAST_WIDTH - 1, CudaDense.LEAST_WIDTH}) {
            try (CudaDevice device = device(true)) {
                MlpShape shape = new MlpShape(width, width, 1, Activation.RELU, Activation.IDENTITY);
                Tape tape = device.networks().tape(shape, 6, false);
                Buffer parameters = device.buffer(shape.layout().size());
                Emulator.fail("cublasSgemm", 1, OUT_OF_MEMORY);
                Runnable forward = () ->
                        device.networks().mlpForward(tape, parameters, device.buffer(6 * width), device.buffer(6));
                if (width < CudaDense.LEAST_WIDTH) {
                    forward.run();
                } else {
                    DeviceException failure = catchThrowableOfType(DeviceException.class, forward::run);
                    assertThat(failure.call()).isEqualTo("cublasSgemm");
                    assertThat(failure.error()).isEqualTo("CUBLAS_STATUS_ALLOC_FAILED");
                    assertThat(failure)
                            .hasMessageContaining("6 x %d x %d".formatted(width, width))
                            .hasMessageContaining("make cells");
                }
            }
            Emulator.reset();
        }
    }

    @Test
    void anOpeningThatFailsLeavesNothingBehind() {
        for (String call :
                new String[] {"cublasCreate", "cublasSetStream", "cublasSetWorkspace", "cublasSetMathMode"}) {
            Emulator.fail(call, 1, OUT_OF_MEMORY);
            assertThatThrownBy(() -> device(true))
                    .as(call)
                    .isInstanceOf(DeviceException.class)
                    .hasMessageStartingWith(call)
                    .hasMessageContaining("CUBLAS_STATUS_ALLOC_FAILED");
            requireNothingLeft();
        }
    }

    @Test
    void aLostDeviceCanBeClosed() {
        try (CudaDevice device = device(true)) {
            Emulator.fail("cublasSgemm", 1, LAUNCH_FAILED);
            assertThatThrownBy(() -> trained(device, CublasTest::called))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("CUBLAS_STATUS_EXECUTION_FAILED")
                    .hasMessageContaining("can no longer be used");
        }
    }
}
