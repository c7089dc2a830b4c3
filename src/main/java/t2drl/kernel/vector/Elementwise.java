package t2drl.kernel.vector;

import static t2drl.kernel.host.Elementary.MISH_IS_X_FROM;
import static t2drl.kernel.host.Elementary.NOTHING_BELOW;
import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * Elementary functions over runs of numbers in whole vectors: the arrays must have room for {@link #padded} numbers. A number's result does not depend
 * on where it lies.
 */
enum Elementwise {
    EXP {
        @Override
        void loop(int n, float[] x, int xAt, float[] y, int yAt) {
            for (int i = 0; i < n; i += LANES) {
                VectorMath.exp(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
            }
        }
    },
    LOG {
        @Override
        void loop(int n, float[] x, int xAt, float[] y, int yAt) {
            for (int i = 0; i < n; i += LANES) {
                VectorMath.log(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
            }
        }
    },
    LOG_1P {
        @Override
        void loop(int n, float[] x, int xAt, float[] y, int yAt) {
            for (int i = 0; i < n; i += LANES) {
                VectorMath.log1p(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
            }
        }
    },
    /** {@code sin(2 pi x)}, {@code x} in [0, 1]. */
    SIN_TURN {
        @Override
        void loop(int n, float[] x, int xAt, float[] y, int yAt) {
            for (int i = 0; i < n; i += LANES) {
                VectorMath.sinTurn(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
            }
        }
    },
    /** {@code cos(2 pi x)}, {@code x} in [0, 1]. */
    COS_TURN {
        @Override
        void loop(int n, float[] x, int xAt, float[] y, int yAt) {
            for (int i = 0; i < n; i += LANES) {
                VectorMath.cosTurn(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
            }
        }
    },
    TANH {
        @Override
        void loop(int n, float[] x, int xAt, float[] y, int yAt) {
            for (int i = 0; i < n; i += LANES) {
                VectorMath.tanh(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
            }
        }
    },
    /** The derivative to {@code y}, the value to {@code x}. */
    TANH_AND_DERIVATIVE {
        @Override
        void loop(int n, float[] x, int xAt, float[] y, int yAt) {
            for (int i = 0; i < n; i += LANES) {
                FloatVector in = FloatVector.fromArray(SPECIES, x, xAt + i);
                FloatVector out = VectorMath.tanh(in);
                out.neg().fma(out, VectorMath.splat(1f)).intoArray(y, yAt + i);
                out.intoArray(x, xAt + i);
            }
        }
    },
    SILU {
        @Override
        void loop(int n, float[] x, int xAt, float[] y, int yAt) {
            for (int i = 0; i < n; i += LANES) {
                VectorMath.silu(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
            }
        }
    },
    /** The derivative to {@code y}, the value to {@code x}. */
    SILU_AND_DERIVATIVE {
        @Override
        void loop(int n, float[] x, int xAt, float[] y, int yAt) {
            for (int i = 0; i < n; i += LANES) {
                FloatVector in = VectorMath.notBelow(NOTHING_BELOW, FloatVector.fromArray(SPECIES, x, xAt + i));
                FloatVector s = VectorMath.splat(1f).div(VectorMath.onePlusExpOfMinus(in));
                VectorMath.siluDerivative(in, s).intoArray(y, yAt + i);
                in.mul(s).intoArray(x, xAt + i);
            }
        }
    },
    MISH {
        @Override
        void loop(int n, float[] x, int xAt, float[] y, int yAt) {
            for (int i = 0; i < n; i += LANES) {
                VectorMath.mish(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
            }
        }
    },
    /** The derivative to {@code y}, the value to {@code x}. */
    MISH_AND_DERIVATIVE {
        @Override
        void loop(int n, float[] x, int xAt, float[] y, int yAt) {
            for (int i = 0; i < n; i += LANES) {
                FloatVector in = VectorMath.notBelow(NOTHING_BELOW, FloatVector.fromArray(SPECIES, x, xAt + i));
                FloatVector e = VectorMath.expWithin(VectorMath.notAbove(MISH_IS_X_FROM, in));
                FloatVector u = e.mul(e.add(2f));
                FloatVector r = VectorMath.splat(1f).div(u.add(2f));
                FloatVector gate = u.mul(r);
                // The gate's derivative without cancellation, 4 e (e + 1) / (u + 2)^2.
                FloatVector quarter = u.sub(e).mul(r).mul(r);
                in.mul(4f).fma(quarter, gate).intoArray(y, yAt + i);
                in.mul(gate).intoArray(x, xAt + i);
            }
        }
    };

    private static final MethodHandle[] LOOP =
            OwnCode.of(MethodHandles.lookup(), "loop", int.class, float[].class, int.class, float[].class, int.class);

    /** {@code n} rounded up to whole vectors. */
    static int padded(int n) {
        return (n + LANES - 1) / LANES * LANES;
    }

    /** Replaces {@code n} numbers from {@code at} on by the function's values. */
    void apply(int n, float[] x, int at) {
        apply(n, x, at, x, at);
    }

    /** The same with results in {@code y} from {@code yAt} on. */
    void apply(int n, float[] x, int xAt, float[] y, int yAt) {
        try {
            LOOP[0].invokeExact(this, n, x, xAt, y, yAt);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    abstract void loop(int n, float[] x, int xAt, float[] y, int yAt);
}
