package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;

/** Row-wise and elementwise steps between matrix products. Matrices are row-major with rows of {@code width} numbers. */
final class Rows {
    private Rows() {}

    /** {@code out [columns, rows] = in [rows, columns]^T}, the rows of either that far apart. */
    static void transpose(int rows, int columns, float[] in, int inAt, int inRow, float[] out, int outAt, int outRow) {
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                out[outAt + j * outRow + i] = in[inAt + i * inRow + j];
            }
        }
    }

    /** {@code h = activation(h)} in place over {@code n} numbers; {@code d}, if not null, receives the derivative. */
    static void activate(Activation activation, int n, float[] h, int at, float @Nullable [] d, int dAt) {
        int whole = n - n % LANES;
        if (d == null) {
            value(activation, whole, h, at);
        } else {
            valueAndDerivative(activation, whole, h, at, d, dAt);
        }
        if (whole < n) {
            tail(activation, n - whole, h, at + whole, d, dAt + whole);
        }
    }

    private static void value(Activation activation, int n, float[] h, int at) {
        switch (activation) {
            case IDENTITY -> {}
            case RELU -> {
                for (int i = at; i < at + n; i += LANES) {
                    FloatVector x = FloatVector.fromArray(SPECIES, h, i);
                    x.blend(0f, x.compare(VectorOperators.LT, 0f)).intoArray(h, i);
                }
            }
            case TANH -> Elementwise.TANH.apply(n, h, at);
            case SILU -> Elementwise.SILU.apply(n, h, at);
            case MISH -> Elementwise.MISH.apply(n, h, at);
        }
    }

    private static void valueAndDerivative(Activation activation, int n, float[] h, int at, float[] d, int dAt) {
        switch (activation) {
            case IDENTITY -> Arrays.fill(d, dAt, dAt + n, 1f);
            case RELU -> {
                for (int i = 0; i < n; i += LANES) {
                    FloatVector x = FloatVector.fromArray(SPECIES, h, at + i);
                    VectorMask<Float> on = x.compare(VectorOperators.GT, 0f);
                    FloatVector.zero(SPECIES).blend(1f, on).intoArray(d, dAt + i);
                    x.blend(0f, x.compare(VectorOperators.LT, 0f)).intoArray(h, at + i);
                }
            }
            case TANH -> Elementwise.TANH_AND_DERIVATIVE.apply(n, h, at, d, dAt);
            case SILU -> Elementwise.SILU_AND_DERIVATIVE.apply(n, h, at, d, dAt);
            case MISH -> Elementwise.MISH_AND_DERIVATIVE.apply(n, h, at, d, dAt);
        }
    }

    /** The last numbers, fewer than a vector. */
    private static void tail(Activation activation, int n, float[] h, int at, float @Nullable [] d, int dAt) {
        float[] padded = Padding.atLeast(2 * LANES);
        System.arraycopy(h, at, padded, 0, n);
        if (d == null) {
            value(activation, LANES, padded, 0);
        } else {
            valueAndDerivative(activation, LANES, padded, 0, padded, LANES);
            System.arraycopy(padded, LANES, d, dAt, n);
        }
        System.arraycopy(padded, 0, h, at, n);
    }

    /** {@code g *= derivative} of a ReLU, from its output {@code h}. */
    static void chainRuleOfRelu(int n, float[] g, int gAt, float[] h, int at) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            VectorMask<Float> on = FloatVector.fromArray(SPECIES, h, at + i).compare(VectorOperators.GT, 0f);
            FloatVector.zero(SPECIES)
                    .blend(FloatVector.fromArray(SPECIES, g, gAt + i), on)
                    .intoArray(g, gAt + i);
        }
        for (; i < n; i++) {
            g[gAt + i] = h[at + i] > 0 ? g[gAt + i] : 0;
        }
    }

    /** {@code g *= d}. */
    static void chainRule(int n, float[] g, int gAt, float[] d, int at) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector.fromArray(SPECIES, g, gAt + i)
                    .mul(FloatVector.fromArray(SPECIES, d, at + i))
                    .intoArray(g, gAt + i);
        }
        for (; i < n; i++) {
            g[gAt + i] *= d[at + i];
        }
    }

    /** {@link #chainRuleOfRelu} over a cell's {@code users} rows, and the sums of the results over them; whole vectors. */
    static void chainRuleOfReluAndPool(
            int users, int width, float[] g, int gAt, float[] h, int hAt, float[] pooled, int pooledAt) {
        for (int j = 0; j < width; j += LANES) {
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int u = 0; u < users; u++) {
                int i = u * width + j;
                VectorMask<Float> on =
                        FloatVector.fromArray(SPECIES, h, hAt + i).compare(VectorOperators.GT, 0f);
                FloatVector kept = FloatVector.zero(SPECIES).blend(FloatVector.fromArray(SPECIES, g, gAt + i), on);
                kept.intoArray(g, gAt + i);
                sum = sum.add(kept);
            }
            sum.intoArray(pooled, pooledAt + j);
        }
    }

    /** {@code out += in} over {@code n} numbers. */
    static void add(int n, float[] in, int inAt, float[] out, int outAt) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector.fromArray(SPECIES, out, outAt + i)
                    .add(FloatVector.fromArray(SPECIES, in, inAt + i))
                    .intoArray(out, outAt + i);
        }
        for (; i < n; i++) {
            out[outAt + i] += in[inAt + i];
        }
    }

    /** {@code out = max(floor, a + b)} over {@code n} numbers; {@code out} may be {@code a}. */
    static void sumAbove(int n, float floor, float[] a, int aAt, float[] b, int bAt, float[] out, int outAt) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector sum =
                    FloatVector.fromArray(SPECIES, a, aAt + i).add(FloatVector.fromArray(SPECIES, b, bAt + i));
            sum.blend(floor, sum.compare(VectorOperators.LT, floor)).intoArray(out, outAt + i);
        }
        for (; i < n; i++) {
            out[outAt + i] = Math.max(floor, a[aAt + i] + b[bAt + i]);
        }
    }

    /** {@code out *= factor} over {@code n} numbers. */
    static void scale(int n, float factor, float[] out, int at) {
        scaled(n, factor, out, at, out, at);
    }

    /** {@code out = factor * in} over {@code n} numbers. */
    static void scaled(int n, float factor, float[] in, int inAt, float[] out, int outAt) {
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector.fromArray(SPECIES, in, inAt + i).mul(factor).intoArray(out, outAt + i);
        }
        for (; i < n; i++) {
            out[outAt + i] = factor * in[inAt + i];
        }
    }

    /** {@code out [rows, columns] = factor * in [rows, columns]}, the rows of either that far apart. */
    static void scaledRows(
            int rows, int columns, float factor, float[] in, int inAt, int inRow, float[] out, int outAt, int outRow) {
        for (int r = 0; r < rows; r++) {
            scaled(columns, factor, in, inAt + r * inRow, out, outAt + r * outRow);
        }
    }

    /** {@code out += sum over rows of in}, {@code =} if {@code fresh}. */
    static void addColumnSums(int rows, int width, float[] in, int inAt, boolean fresh, float[] out, int outAt) {
        if (fresh) {
            Arrays.fill(out, outAt, outAt + width, 0f);
        }
        int j = 0;
        for (; j + 4 * LANES <= width; j += 4 * LANES) { // sums that need not wait for each other
            FloatVector sum0 = FloatVector.fromArray(SPECIES, out, outAt + j);
            FloatVector sum1 = FloatVector.fromArray(SPECIES, out, outAt + j + LANES);
            FloatVector sum2 = FloatVector.fromArray(SPECIES, out, outAt + j + 2 * LANES);
            FloatVector sum3 = FloatVector.fromArray(SPECIES, out, outAt + j + 3 * LANES);
            for (int r = 0; r < rows; r++) {
                int i = inAt + r * width + j;
                sum0 = sum0.add(FloatVector.fromArray(SPECIES, in, i));
                sum1 = sum1.add(FloatVector.fromArray(SPECIES, in, i + LANES));
                sum2 = sum2.add(FloatVector.fromArray(SPECIES, in, i + 2 * LANES));
                sum3 = sum3.add(FloatVector.fromArray(SPECIES, in, i + 3 * LANES));
            }
            sum0.intoArray(out, outAt + j);
            sum1.intoArray(out, outAt + j + LANES);
            sum2.intoArray(out, outAt + j + 2 * LANES);
            sum3.intoArray(out, outAt + j + 3 * LANES);
        }
        for (; j + LANES <= width; j += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, out, outAt + j);
            for (int r = 0; r < rows; r++) {
                sum = sum.add(FloatVector.fromArray(SPECIES, in, inAt + r * width + j));
            }
            sum.intoArray(out, outAt + j);
        }
        for (; j < width; j++) {
            for (int r = 0; r < rows; r++) {
                out[outAt + j] += in[inAt + r * width + j];
            }
        }
    }

    /** {@code out [cells, width] = factor * sum over each cell's users of in [cells, users, width]}. */
    static void pool(int cells, int users, int width, float factor, float[] in, int inAt, float[] out, int outAt) {
        for (int c = 0; c < cells; c++) {
            int from = inAt + c * users * width;
            int to = outAt + c * width;
            int j = 0;
            for (; j + LANES <= width; j += LANES) {
                FloatVector sum = FloatVector.fromArray(SPECIES, in, from + j);
                for (int u = 1; u < users; u++) {
                    sum = sum.add(FloatVector.fromArray(SPECIES, in, from + u * width + j));
                }
                sum.mul(factor).intoArray(out, to + j);
            }
            for (; j < width; j++) {
                float sum = in[from + j];
                for (int u = 1; u < users; u++) {
                    sum += in[from + u * width + j];
                }
                out[to + j] = sum * factor;
            }
        }
    }

    /** The inner product of two runs of {@code n} numbers. */
    static float dot(int n, float[] a, int aAt, float[] b, int bAt) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[aAt + i] * b[bAt + i];
        }
        return sum;
    }

    /** {@code out += factor * in} over {@code n} numbers. */
    static void addScaled(int n, float factor, float[] in, int inAt, float[] out, int outAt) {
        sumScaled(n, out, outAt, factor, in, inAt, out, outAt);
    }

    /** {@code out = start + factor * in} over {@code n} numbers. */
    static void sumScaled(
            int n, float[] start, int startAt, float factor, float[] in, int inAt, float[] out, int outAt) {
        FloatVector f = FloatVector.broadcast(SPECIES, factor);
        int i = 0;
        for (; i + LANES <= n; i += LANES) {
            FloatVector.fromArray(SPECIES, in, inAt + i)
                    .fma(f, FloatVector.fromArray(SPECIES, start, startAt + i))
                    .intoArray(out, outAt + i);
        }
        for (; i < n; i++) {
            out[outAt + i] = start[startAt + i] + factor * in[inAt + i];
        }
    }
}
