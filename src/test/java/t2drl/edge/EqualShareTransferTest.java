package t2drl.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellMemory;
import t2drl.kernel.CellShape;
import t2drl.kernel.Device;
import t2drl.kernel.scalar.ScalarDevice;

/** The cache learner's baseline is the up plus down time that {@link SlotCost} finds at equal shares. */
class EqualShareTransferTest {
    private static final int CELLS = 4;

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3", "3, 15"})
    void isWhatSlotsCostAtEqualShares(long seed, int users) {
        Scenario scenario = Scenario.defaults().with(s -> {
            s.users = users;
            s.minBandwidthShare = 0.01;
        });
        int n = CELLS * users;
        try (Device device = new ScalarDevice()) {
            Cells cells = new Cells(device, scenario, CELLS, seed);
            Buffer features = device.buffer(n * CellShape.FEATURES);
            cells.reset();
            cells.nextSlot();
            cells.observe(features, device.buffer(n), device.buffer(n));
            Buffer transfer = device.buffer(CELLS);
            transfer.write(10, 10, 10, 10);
            device.cells().equalShareTransfer(CELLS, users, features, 0.5, transfer);

            for (int cell = 0; cell < CELLS; cell++) {
                assertThat(transfer.get(cell))
                        .isCloseTo(10 + 0.5 * seconds(scenario, cells.memory(), cell), within(1e-9));
            }
        }
    }

    private static double seconds(Scenario scenario, CellMemory memory, int cell) {
        int users = scenario.users();
        Slot slot = Slot.ofUsers(users);
        memory.inputBits().read(cell * users, slot.inputBits(), 0, users);
        memory.outputBits().read(cell * users, slot.outputBits(), 0, users);
        memory.gain().read(cell * users, slot.gain(), 0, users);
        double[] shares = new double[users];
        Arrays.fill(shares, 1.0 / users);
        SlotCost cost = new SlotCost(scenario);
        cost.serve(slot, shares, new double[users]);
        return Arrays.stream(cost.uplinkSeconds()).average().orElseThrow()
                + Arrays.stream(cost.downlinkSeconds()).average().orElseThrow();
    }
}
