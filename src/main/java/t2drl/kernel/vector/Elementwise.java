package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
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

    /** {@link #loop}, in an array because the JIT takes its elements for variables. */
    private static final MethodHandle[] LOOP = {loopHandle()};

    private static MethodHandle loopHandle() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(
                            Elementwise.class,
                            "loop",
                            MethodType.methodType(void.class, int.class, float[].class, float[].class, int.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

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
        // Two of these loops in one compilation exceed what C2 inlines, and vectors that pass between compiled methods
        // go to the heap. C2 does not look behind a handle that is no
        // constant, so each loop is compiled by itself.
        try {
            LOOP[0].invokeExact(this, n, x, y, at);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    abstract void loop(int n, float[] x, float[] y, int at);
}
