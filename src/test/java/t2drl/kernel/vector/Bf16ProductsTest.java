package t2drl.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Products in bfloat16, of each unit that this processor has, against loops in double precision over numbers that were rounded first. */
class Bf16ProductsTest {
    private static final long SEED = 9;
    private static final int GAP = 3; // numbers before, between and behind rows that are none of the matrix

    private final SplittableRandom random = new SplittableRandom(SEED);

    @BeforeAll
    static void requireLibrary() {
        Bf16Library.missing().ifPresent(reason -> assumeTrue(false, "skipped: " + reason));
    }

    private static Products products(Bf16Library.Unit unit) {
        assumeTrue(unit.compareTo(Bf16Library.best()) <= 0, "skipped: this processor has no " + unit);
        return new Bf16Products(unit, Arena.ofAuto());
    }

    /** Sizes [m, n, k] that fill nothing exactly, fill something exactly, and are more than scratch holds. */
    static Stream<Arguments> cases() {
        int[][] sizes = {
            {1, 1, 4}, {6, 64, 64}, {90, 64, 64}, {17, 33, 45}, {66, 256, 85}, {150, 140, 100}, {35, 70, 1030}
        };
        return Stream.of(Bf16Library.Unit.AVX512, Bf16Library.Unit.AMX)
                .flatMap(unit -> Arrays.stream(sizes).map(size -> Arguments.of(unit, size[0], size[1], size[2])));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void multiply(Bf16Library.Unit unit, int m, int n, int k) {
        Products products = products(unit);
        Matrix a = new Matrix(m, k);
        Matrix b = new Matrix(k, n);
        Matrix start = new Matrix(m, n);
        Matrix c = new Matrix(m, n);
        Weights weights = products.weights(k, n);
        weights.pack(0.5f, b.data, GAP, b.row);
        float floor = -0.1f;
        int[] startOf = new int[m];
        Arrays.setAll(startOf, i -> i * start.row);
        weights.multiply(m, a.data, GAP, a.row, start.data, GAP, startOf, floor, c.data, GAP, c.row);
        c.require((i, j) -> Math.max(floor, start.at(i, j) + 0.5 * dot(k, p -> a.rounded(i, p) * b.rounded(p, j))), k);

        weights.multiply(m, a.data, GAP, a.row, c.data, GAP, c.row);
        c.require((i, j) -> 0.5 * dot(k, p -> a.rounded(i, p) * b.rounded(p, j)), k);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void multiplyByTransposed(Bf16Library.Unit unit, int m, int n, int k) {
        Products products = products(unit);
        Matrix a = new Matrix(m, k);
        Matrix b = new Matrix(n, k);
        Matrix start = new Matrix(1, n);
        Matrix c = new Matrix(m, n);
        Weights weights = products.weights(k, n);
        weights.packTransposed(b.data, GAP, new Transpose(b.row));
        weights.multiply(m, a.data, GAP, a.row, start.data, GAP, null, Float.NEGATIVE_INFINITY, c.data, GAP, c.row);
        c.require((i, j) -> start.at(0, j) + dot(k, p -> a.rounded(i, p) * b.rounded(j, p)), k);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void addTransposed(Bf16Library.Unit unit, int m, int n, int k) {
        Products products = products(unit);
        Matrix a = new Matrix(k, m);
        Matrix b = new Matrix(k, n);
        Matrix c = new Matrix(m, n);
        Matrix before = c.copy();
        Element product = (i, j) -> dot(k, p -> roundedUnlessFew(m, a, p, i) * roundedUnlessFew(m, b, p, j));
        products.addTransposed(m, n, k, a.data, GAP, a.row, b.data, GAP, b.row, false, c.data, GAP, c.row);
        c.require((i, j) -> before.at(i, j) + product.at(i, j), k);
        products.addTransposed(m, n, k, a.data, GAP, a.row, b.data, GAP, b.row, true, c.data, GAP, c.row);
        c.require(product, k);
    }

    /** Few terms stay in float32. */
    private static double roundedUnlessFew(int m, Matrix matrix, int i, int j) {
        return m <= FewTerms.MOST ? matrix.at(i, j) : matrix.rounded(i, j);
    }

    @ParameterizedTest
    @EnumSource(names = {"AVX512", "AMX"})
    void numbersThatAreNoneStayThat(Bf16Library.Unit unit) {
        Weights weights = products(unit).weights(4, 4);
        float[] x = new float[16];
        Arrays.fill(x, 1f);
        weights.pack(1, x, 0, 4);
        x[5] = Float.NaN;
        float[] y = new float[16];
        weights.multiply(4, x, 0, 4, new float[4], 0, null, 0, y, 0, 4);
        assertThat(Arrays.copyOfRange(y, 4, 8)).containsOnly(Float.NaN);
        assertThat(y[0]).isEqualTo(4f);
    }

    @Test
    void nothingIsReadOrWrittenBehindAnArray() {
        Products products = products(Bf16Library.best());
        Weights weights = products.weights(8, 8);
        float[] enough = new float[64];
        float[] tooFew = new float[63];
        assertThatThrownBy(() -> weights.pack(1, tooFew, 0, 8)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> weights.packTransposed(tooFew, 0, new Transpose(8)))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> weights.multiply(8, tooFew, 0, 8, enough, 0, 8))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> weights.multiply(8, enough, 0, 8, tooFew, 0, 8))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> weights.multiply(8, enough, 0, 8, tooFew, 56, null, 0, enough, 0, 8))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> products.addTransposed(8, 8, 8, enough, 0, 8, enough, 0, 8, false, tooFew, 0, 8))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private interface Term {
        double at(int p);
    }

    private interface Element {
        double at(int i, int j);
    }

    private static double dot(int k, Term term) {
        double sum = 0;
        for (int p = 0; p < k; p++) {
            sum += term.at(p);
        }
        return sum;
    }

    /** Random numbers in [-1, 1), with NaN around each row. */
    private final class Matrix {
        private final int rows;
        private final int columns;
        final int row;
        final float[] data;

        Matrix(int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
            row = columns + GAP;
            data = new float[GAP + rows * row];
            Arrays.fill(data, Float.NaN);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    data[GAP + i * row + j] = 2 * random.nextFloat() - 1;
                }
            }
        }

        Matrix copy() {
            Matrix copy = new Matrix(rows, columns);
            System.arraycopy(data, 0, copy.data, 0, data.length);
            return copy;
        }

        double at(int i, int j) {
            return data[GAP + i * row + j];
        }

        /** To nearest, ties to even. */
        double rounded(int i, int j) {
            int bits = Float.floatToRawIntBits(data[GAP + i * row + j]);
            return Float.intBitsToFloat(bits + 0x7fff + (bits >> 16 & 1) & 0xffff0000);
        }

        void require(Element want, int terms) {
            double allowed = 1e-6 * Math.sqrt(terms);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    assertThat(at(i, j))
                            .as("seed %d, element %d, %d", SEED, i, j)
                            .isCloseTo(want.at(i, j), within(allowed));
                }
                for (int j = columns; j < row; j++) {
                    assertThat(at(i, j)).as("behind row %d", i).isNaN();
                }
            }
        }
    }
}
