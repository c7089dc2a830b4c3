package t2drl.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.kernel.vector.VectorDevice;

/** The same kernel calls on the scalar device, which is the definition, and on the vector device. */
final class Parity implements AutoCloseable {
    private static final int[] ROWS = {1, 3, 17, 67, 130};
    private static final int[] WIDTHS = {1, 2, 5, 15, 23};

    private final Device scalar = new ScalarDevice();
    private final Device vector = new VectorDevice(3);

    /** Rows and widths that are no multiple of anything. */
    static Stream<Arguments> awkwardShapes() {
        return IntStream.of(ROWS)
                .boxed()
                .flatMap(rows -> IntStream.of(WIDTHS).mapToObj(width -> Arguments.of(rows, width)));
    }

    /** Errors are relative to a tensor's largest number, or to its scale if that is larger; {@code what} names the case. */
    void compare(String what, long seed, double tolerance, Consumer<ParitySide> calls) {
        ParitySide want = new ParitySide(scalar, seed);
        ParitySide got = new ParitySide(vector, seed);
        calls.accept(want);
        calls.accept(got);
        assertThat(want.outputs.size() + want.chosen().size()).as(what).isPositive();
        for (int i = 0; i < want.outputs.size(); i++) {
            String where = "%s, seed %d, output %d".formatted(what, seed, i);
            compare(where, tolerance, want.outputs.get(i), got.outputs.get(i));
        }
        assertThat(got.chosen()).as("%s, seed %d", what, seed).containsExactlyElementsOf(want.chosen());
    }

    private static void compare(String where, double tolerance, ParitySide.Output want, ParitySide.Output got) {
        double[] w = want.buffer().toArray();
        double[] g = got.buffer().toArray();
        double largest = Arrays.stream(w, 0, want.length()).map(Math::abs).max().orElse(0);
        double allowed = tolerance * want.looseness() * Math.max(largest, want.scale());
        for (int k = 0; k < want.length(); k++) {
            if (!(Math.abs(g[k] - w[k]) <= allowed)) {
                fail("%s, element %d of %d: %s instead of %s, %s allowed"
                        .formatted(where, k, want.length(), g[k], w[k], allowed));
            }
        }
        assertThat(Arrays.copyOfRange(g, got.length(), g.length))
                .as("%s: behind its %d numbers", where, got.length())
                .matches(guard -> Arrays.stream(guard).allMatch(Double::isNaN));
    }

    @Override
    public void close() {
        scalar.close();
        vector.close();
    }
}
