package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Elementary functions over runs of numbers in whole vectors: the arrays must have room for {@link #padded} numbers. A number's result does not depend
 * on where it lies.
 */
enum Elementwise {
    EXP {
        @Override
        void loop(int n, float[] x, float[] y, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.exp(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, i);
            }
        }
    },
    LOG {
        @Override
        void loop(int n, float[] x, float[] y, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.log(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, i);
            }
        }
    },
    LOG_1P {
        @Override
        void loop(int n, float[] x, float[] y, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.log1p(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, i);
            }
        }
    },
    /** {@code sin(2 pi x)}, {@code x} in [0, 1]. */
    SIN_TURN {
        @Override
        void loop(int n, float[] x, float[] y, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.sinTurn(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, i);
            }
        }
    },
    /** {@code cos(2 pi x)}, {@code x} in [0, 1]. */
    COS_TURN {
        @Override
        void loop(int n, float[] x, float[] y, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.cosTurn(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, i);
            }
        }
    },
    TANH {
        @Override
        void loop(int n, float[] x, float[] y, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.tanh(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, i);
            }
        }
    },
    TANH_DERIVATIVE {
        @Override
        void loop(int n, float[] x, float[] y, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.tanhDerivative(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, i);
            }
        }
    },
    SILU {
        @Override
        void loop(int n, float[] x, float[] y, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.silu(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, i);
            }
        }
    },
    SILU_DERIVATIVE {
        @Override
        void loop(int n, float[] x, float[] y, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.siluDerivative(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, i);
            }
        }
    },
    MISH {
        @Override
        void loop(int n, float[] x, float[] y, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.mish(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, i);
            }
        }
    },
    MISH_DERIVATIVE {
        @Override
        void loop(int n, float[] x, float[] y, int at) {
            for (int i = at; i < at + n; i += LANES) {
                VectorMath.mishDerivative(FloatVector.fromArray(SPECIES, x, i)).intoArray(y, i);
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
        apply(n, x, x, at);
    }

    /** Writes the function's values of {@code n} numbers of {@code x} from {@code at} on to the same places of {@code y}, which may be {@code x}. */
    void apply(int n, float[] x, float[] y, int at) {
        // The detour through the table keeps the loop out of the caller: two of these in one compilation exceed what C2
        // inlines, and vectors that pass
        // between compiled methods go to the heap.
        ALL[ordinal()].loop(n, x, y, at);
    }

    abstract void loop(int n, float[] x, float[] y, int at);
}
