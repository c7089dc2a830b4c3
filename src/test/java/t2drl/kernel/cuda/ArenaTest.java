package t2drl.kernel.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import t2drl.testing.Emulator;

/** Pieces of device memory, on the emulated driver. */
class ArenaTest {
    private static final long SLAB = 1 << 16;

    private record Piece(long start, long bytes) {}

    @Test
    void piecesAreAlignedAndApart() {
        Emulator.assumeBuilt();
        Emulator.reset();
        RandomGenerator random = new SplittableRandom(8);
        CudaContext context = new CudaContext(CudaDriver.emulator(), 0);
        List<Piece> pieces = new ArrayList<>();
        try (context;
                Arena arena = new Arena(SLAB)) {
            long asked = 0;
            for (int i = 0; i < 300; i++) {
                long bytes = i % 50 == 7 ? SLAB + random.nextInt(1000) : random.nextInt(1, 5000);
                asked += bytes;
                pieces.add(new Piece(arena.allocate(bytes).address(), bytes));
            }
            assertThat(pieces).allMatch(piece -> piece.start() % Arena.ALIGNMENT == 0);
            pieces.sort(Comparator.comparingLong(Piece::start));
            for (int i = 1; i < pieces.size(); i++) {
                Piece before = pieces.get(i - 1);
                assertThat(pieces.get(i).start()).isGreaterThanOrEqualTo(before.start() + before.bytes());
            }
            assertThat(arena.bytes()).isBetween(asked, 2 * asked);
            assertThat(Emulator.get("allocations")).isLessThan(50);
        }
    }
}
