package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Elementary functions over runs of numbers, in place, in whole vectors: the array must have room for {@link #padded}
 * numbers. A number's result does not depend on where it lies.
 */
enum Elementwise {
    EXP {
        @Override
        void loop(int n, float[] x, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.exp(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
            }
        }
    },
    LOG {
        @Override
        void loop(int n, float[] x, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.log(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
            }
        }
    },
    LOG_1P {
        @Override
        void loop(int n, float[] x, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.log1p(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
            }
        }
    },
    /** {@code sin(2 pi x)}, {@code x} in [0, 1]. */
    SIN_TURN {
        @Override
        void loop(int n, float[] x, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.sinTurn(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
            }
        }
    },
    /** {@code cos(2 pi x)}, {@code x} in [0, 1]. */
    COS_TURN {
        @Override
        void loop(int n, float[] x, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.cosTurn(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
            }
        }
    };

    private static final Elementwise[] ALL = values();

    /** {@code n} rounded up to whole vectors. */
    static int padded(int n) {
        return (n + LANES - 1) / LANES * LANES;
    }

    /** Replaces {@code n} numbers from {@code at} on by the function's values. */
    void apply(int n, float[] x, int at) {
        // The detour through the table keeps the loop out of the caller: two of these in one compilation exceed what C2
        // inlines, and vectors
        // that pass between compiled methods go to the heap.
        ALL[ordinal()].loop(n, x, at);
    }

    abstract void loop(int n, float[] x, int at);
}
