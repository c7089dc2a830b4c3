package t2drl.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.DeviceException;
import t2drl.kernel.Indices;
import t2drl.kernel.Recording;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.testing.Emulator;

/** Memory, recordings and failures of the CUDA device, on the emulated driver. */
class CudaDeviceTest {
    /** More than goes through the pinned memory at once. */
    private static final int LONG = 600_000;

    private static final int OUT_OF_MEMORY = 2;
    private static final int DEVICE_UNAVAILABLE = 46;
    private static final int INVALID_VALUE = 1;
    private static final int LAUNCH_FAILED = 719;

    private CudaDevice device;

    @BeforeEach
    void open() {
        Emulator.assumeBuilt();
        Emulator.reset();
        Emulator.set("lazy", 1);
        device = new CudaDevice(CudaDriver.emulator(), 0, false, false);
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
            Emulator.reset();
        }
    }

    @Test
    void newMemoryIsZero() {
        assertThat(device.buffer(LONG).toArray()).containsOnly(0);
        assertThat(device.indices(1000).toArray()).containsOnly(0);
        assertThat(device.counter().get()).isZero();
        assertThat(device.buffer(0).toArray()).isEmpty();
    }

    @Test
    void memoryHoldsWhatWasWritten() {
        Buffer buffer = device.buffer(LONG);
        double[] numbers = new double[LONG];
        Arrays.setAll(numbers, i -> (float) Math.sin(i));
        buffer.write(numbers);
        assertThat(buffer.toArray()).isEqualTo(numbers);

        float[] floats = {1, 2, 3, 4};
        buffer.write(LONG - 3, floats, 1, 3);
        float[] read = new float[5];
        buffer.read(LONG - 3, read, 2, 3);
        assertThat(read).containsExactly(0, 0, 2, 3, 4);
        assertThat(buffer.get(LONG - 4)).isEqualTo(numbers[LONG - 4]);

        Indices indices = device.indices(LONG);
        int[] whole = new int[LONG];
        Arrays.setAll(whole, i -> i * 7919);
        indices.write(whole);
        assertThat(indices.toArray()).isEqualTo(whole);

        Counter counter = device.counter();
        counter.set(5L << 40);
        assertThat(counter.get()).isEqualTo(5L << 40);
    }

    @Test
    void nothingOutsideIsReadOrWritten() {
        Buffer buffer = device.buffer(10);
        Indices indices = device.indices(10);
        for (int[] range : new int[][] {{-1, 2}, {9, 2}, {11, 0}, {0, 11}}) {
            assertThatThrownBy(() -> buffer.write(range[0], new double[20], 0, range[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.read(range[0], new float[20], 0, range[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> indices.read(range[0], new int[20], 0, range[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> buffer.write(0, new double[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aRecordingRunsWhenItIsReplayedAndNotBefore() {
        Buffer a = device.buffer(100);
        Buffer b = device.buffer(100);
        Counter counter = device.counter();
        Recording recording = device.record(() -> {
            device.updates().fill(a, 3);
            device.updates().copy(a, b);
            device.updates().advance(counter);
        });
        assertThat(a.toArray()).containsOnly(0);
        recording.replay();
        recording.replay();
        assertThat(b.toArray()).containsOnly(3);
        assertThat(counter.get()).isEqualTo(2);
        device.record(() -> {}).replay();
    }

    @Test
    void memoryTakenWhileRecordingIsZero() {
        Buffer target = device.buffer(50);
        target.write(new double[] {1, 2, 3});
        Recording recording = device.record(() -> device.updates().copy(device.buffer(50), target));
        recording.replay();
        assertThat(target.toArray()).containsOnly(0);
    }

    @Test
    void theHostHasNoAccessWhileRecording() {
        Buffer buffer = device.buffer(1);
        Counter counter = device.counter();
        Recording empty = device.record(() -> {});
        for (Runnable access : new Runnable[] {
            () -> buffer.get(0),
            () -> buffer.write(1),
            counter::get,
            () -> counter.set(1),
            device::synchronize,
            empty::replay,
            () -> device.record(() -> {})
        }) {
            assertThatThrownBy(() -> device.record(access)).isInstanceOf(IllegalStateException.class);
        }
        device.updates().fill(buffer, 4);
        assertThat(buffer.get(0)).isEqualTo(4);
    }

    @Test
    void aClosedDeviceSaysSo() {
        Buffer buffer = device.buffer(1);
        Recording recording = device.record(() -> device.updates().fill(buffer, 1));
        device.close();
        device.close();
        for (Runnable use : new Runnable[] {() -> buffer.get(0), recording::replay, () -> device.buffer(1)}) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the device is closed");
        }
    }

    @Test
    void closingGivesAllMemoryBack() {
        for (int i = 0; i < 3; i++) {
            try (CudaDevice another = new CudaDevice(CudaDriver.emulator(), 0, false, false)) {
                Emulator.set("memory", 1 << 20);
                another.buffer(200_000);
                assertThatThrownBy(() -> another.buffer(200_000)).isInstanceOf(DeviceException.class);
            }
        }
    }

    @Test
    void memoryOfAnotherDeviceIsRefused() {
        assertThatThrownBy(() -> device.updates().fill(new ScalarDevice().buffer(3), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void outOfMemory() {
        Emulator.set("memory", 1 << 20);
        DeviceException failure = catchThrowableOfType(DeviceException.class, () -> device.buffer(1_000_000));
        assertThat(failure.call()).isEqualTo("cuMemAlloc");
        assertThat(failure.error()).isEqualTo("CUDA_ERROR_OUT_OF_MEMORY");
        assertThat(failure).hasMessageContaining("4000000 bytes").hasMessageContaining("make cells");
        assertThat(device.buffer(1000).toArray()).containsOnly(0);
    }

    @Test
    void aFailingLaunchNamesTheKernelAndItsSize() {
        Buffer buffer = device.buffer(1000);
        Emulator.fail("cuLaunchKernel", 1, INVALID_VALUE);
        DeviceException failure = catchThrowableOfType(
                DeviceException.class, () -> device.updates().fill(buffer, 1));
        assertThat(failure.call()).isEqualTo("cuLaunchKernel");
        assertThat(failure.error()).isEqualTo("CUDA_ERROR_INVALID_VALUE");
        assertThat(failure).hasMessageMatching(".*\\(fill, \\d+ x 1 blocks of \\d+ threads, 0 bytes.*\\.");
    }

    @Test
    void aRecordingThatFailsLeavesNothingBehind() {
        Buffer buffer = device.buffer(10);
        Emulator.fail("cuLaunchKernel", 1, INVALID_VALUE);
        assertThatThrownBy(() -> device.record(() -> device.updates().fill(buffer, 1)))
                .isInstanceOf(DeviceException.class);
        assertThatThrownBy(() -> device.record(() -> {
                    throw new UnsupportedOperationException();
                }))
                .isInstanceOf(UnsupportedOperationException.class);
        device.record(() -> device.updates().fill(buffer, 2)).replay();
        assertThat(buffer.toArray()).containsOnly(2);
    }

    @Test
    void aLostDeviceSaysSoAtEveryCallAndCanBeClosed() {
        Buffer buffer = device.buffer(10);
        Recording recording = device.record(() -> device.updates().fill(buffer, 1));
        Emulator.fail("cuGraphLaunch", 1, LAUNCH_FAILED);
        for (Runnable use : new Runnable[] {recording::replay, recording::replay, () -> buffer.get(0)}) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("CUDA_ERROR_LAUNCH_FAILED")
                    .hasMessageContaining("can no longer be used");
        }
        device.close();
        try (CudaDevice next = new CudaDevice(CudaDriver.emulator(), 0, false, false)) {
            assertThat(next.buffer(3).toArray()).containsOnly(0);
        }
    }

    @Test
    void aMissingGpu() {
        Emulator.set("devices", 2);
        new CudaDevice(CudaDriver.emulator(), 1, false, false).close();
        for (int index : new int[] {2, 99, -1}) {
            assertThatThrownBy(() -> new CudaDevice(CudaDriver.emulator(), index, false, false))
                    .isInstanceOf(CudaUnavailable.class)
                    .hasMessage("there is no GPU %d here: this process sees 2, counted from 0", index);
        }
    }

    @Test
    void aGpuThatIsTooOld() {
        device.close();
        Emulator.reset();
        Emulator.set("computeMajor", 7);
        Emulator.set("computeMinor", 5);
        assertThatThrownBy(() -> new CudaDevice(CudaDriver.emulator(), 0, false, false))
                .isInstanceOf(CudaUnavailable.class)
                .hasMessageContaining("compute capability 7.5, and 8.0 or more is needed");
    }

    @Test
    void aGpuThatAnotherProcessHasForItself() {
        device.close();
        Emulator.reset();
        Emulator.fail("cuDevicePrimaryCtxRetain", 1, DEVICE_UNAVAILABLE);
        assertThatThrownBy(() -> new CudaDevice(CudaDriver.emulator(), 0, false, false))
                .isInstanceOf(CudaUnavailable.class)
                .hasMessageContaining("another process has the GPU");
    }

    @Test
    void anOpeningThatFailsLeavesNothingBehind() {
        for (String call : new String[] {
            "cuDevicePrimaryCtxRetain",
            "cuModuleLoadData",
            "cuStreamCreateWithPriority",
            "cuMemHostAlloc",
            "cuCtxSetCurrent"
        }) {
            device.close();
            Emulator.fail(call, 1, OUT_OF_MEMORY);
            assertThatThrownBy(() -> new CudaDevice(CudaDriver.emulator(), 0, false, false))
                    .as(call)
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("CUDA_ERROR_OUT_OF_MEMORY");
            device = new CudaDevice(CudaDriver.emulator(), 0, false, false);
            assertThat(device.buffer(3).toArray()).containsOnly(0);
        }
    }

    @Test
    void aProcessHoldsOneDriverOnly() {
        assertThatThrownBy(CudaDriver::nvidia)
                .isInstanceOf(CudaUnavailable.class)
                .hasMessage("this process already uses the emulated driver, and can hold only one CUDA driver (start"
                        + " another)");
    }
}
