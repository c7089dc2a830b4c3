package t2drl.study;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.device.Devices;
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellShape;
import t2drl.kernel.Device;
import t2drl.kernel.Recording;

/**
 * How fast the simulator is alone: in every slot all users move, fade, request, are observed, and are served at equal shares.
 *
 * @param userSlotsPerSecond users times slots
 * @param memoryBytes what a GPU's memory holds for it; null on other devices
 */
public record SimulatorTiming(
        int cells,
        int users,
        double medianMillis,
        double userSlotsPerSecond,
        @Nullable Long memoryBytes) {

    public static SimulatorTiming measure(Device device, Scenario scenario, int count, double seconds) {
        Recording slot = slot(device, scenario, count);
        double millis = new Stopwatch(device, seconds).measure(slot).medianMillis();
        double userSlots = (double) count * scenario.users();
        return new SimulatorTiming(
                count, scenario.users(), millis, 1000 * userSlots / millis, Devices.memoryBytes(device));
    }

    /** One slot of {@code count} cells. */
    public static Recording slot(Device device, Scenario scenario, int count) {
        Cells cells = new Cells(device, scenario, count, 1);
        int n = count * scenario.users();
        Buffer features = device.buffer(n * CellShape.FEATURES);
        Buffer hit = device.buffer(n);
        Buffer a3 = device.buffer(n);
        Buffer shares = device.buffer(n);
        double[] equal = new double[n];
        Arrays.fill(equal, 1.0 / scenario.users());
        shares.write(equal);
        cells.reset();
        return device.record(() -> {
            cells.nextSlot();
            cells.observe(features, hit, a3);
            cells.serve(shares, shares);
        });
    }
}
