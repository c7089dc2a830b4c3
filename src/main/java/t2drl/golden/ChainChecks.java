package t2drl.golden;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Buffer;
import t2drl.kernel.ChainShape;
import t2drl.kernel.Device;
import t2drl.kernel.NetworkKernels;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.Tape;

/** The kinds of files that hold a reverse chain alone: values of every step, and gradients of {@code sum(g * a_0)}. */
final class ChainChecks {
    private final Device device;

    ChainChecks(Device device) {
        this.device = device;
    }

    /** The kernels of one family's chain. */
    private interface Chain {
        Tape tape(boolean training);

        void forward(Tape tape, Buffer parameters, Buffer state, Buffer noise, Buffer action);

        void backward(
                Tape tape,
                Buffer parameters,
                Buffer state,
                Buffer dAction,
                @Nullable Buffer gradients,
                @Nullable Buffer dState,
                @Nullable Buffer dNoise);
    }

    Results chain(GoldenNode item) {
        GoldenNode config = item.get("config");
        int rows = config.whole("batch", 1);
        ChainShape shape = Networks.chain(config);
        NetworkKernels kernels = device.networks();
        Chain chain = new Chain() {
            @Override
            public Tape tape(boolean training) {
                return kernels.tape(shape, rows, training);
            }

            @Override
            public void forward(Tape tape, Buffer p, Buffer state, Buffer noise, Buffer action) {
                kernels.chainForward(tape, p, state, noise, action);
            }

            @Override
            public void backward(
                    Tape tape,
                    Buffer p,
                    Buffer state,
                    Buffer dAction,
                    @Nullable Buffer gradients,
                    @Nullable Buffer dState,
                    @Nullable Buffer dNoise) {
                kernels.chainBackward(tape, p, state, dAction, gradients, dState, dNoise);
            }
        };
        double[] state = item.get("inputs").get("s").tensor(rows, shape.state());
        int steps = shape.schedule().steps();
        Results results = new Results();
        Tape tape = run(item, chain, shape, state, steps, rows, shape.action(), results);
        for (int l = 1; l <= steps; l++) {
            results.value("eps_" + l, tape.trace("eps_" + l));
        }
        return results;
    }

    Results sharedChain(GoldenNode item) {
        GoldenNode config = item.get("config");
        int cells = config.whole("batch", 1);
        SharedChainShape shape = Networks.sharedChain(config);
        NetworkKernels kernels = device.networks();
        Chain chain = new Chain() {
            @Override
            public Tape tape(boolean training) {
                return kernels.tape(shape, cells, training);
            }

            @Override
            public void forward(Tape tape, Buffer p, Buffer state, Buffer noise, Buffer action) {
                kernels.sharedChainForward(tape, p, state, noise, action);
            }

            @Override
            public void backward(
                    Tape tape,
                    Buffer p,
                    Buffer state,
                    Buffer dAction,
                    @Nullable Buffer gradients,
                    @Nullable Buffer dState,
                    @Nullable Buffer dNoise) {
                kernels.sharedChainBackward(tape, p, state, dAction, gradients, dState, dNoise);
            }
        };
        double[] state = item.get("inputs").get("s").tensor(cells, shape.users(), shape.features());
        Results results = new Results();
        run(item, chain, shape, state, shape.schedule().steps(), cells, 2 * shape.users(), results);
        return results;
    }

    /** Forward and backward with the noise given, then forward with all {@code z = 0}; returns the first pass's tape. */
    private Tape run(
            GoldenNode item,
            Chain chain,
            NetworkShape shape,
            double[] state,
            int steps,
            int rows,
            int actionWidth,
            Results results) {
        GoldenNode inputs = item.get("inputs");
        int n = rows * actionWidth;
        Buffer parameters = Networks.parameters(device, item.get("weights"), "actor", shape);
        Buffer s = Networks.buffer(device, state);
        Buffer noise = Networks.buffer(device, Networks.noise(inputs, steps, rows, actionWidth));
        double[] g = inputs.get("g").tensor(rows, actionWidth);
        Buffer dAction = Networks.buffer(device, g);
        Buffer action = device.buffer(n);
        Buffer gradients = device.buffer(parameters.length());
        Buffer dState = device.buffer(state.length);
        Buffer dNoise = device.buffer(n);

        Tape tape = chain.tape(true);
        chain.forward(tape, parameters, s, noise, action);
        chain.backward(tape, parameters, s, dAction, gradients, dState, dNoise);
        double[] last = tape.trace("a_0");
        double loss = 0;
        for (int i = 0; i < n; i++) {
            loss += g[i] * last[i];
        }
        results.loss("loss", loss);
        results.value("action", action.toArray());
        results.gradient("grad_s", dState.toArray());
        results.gradient("grad_a_L", dNoise.toArray());
        results.gradients("actor", shape.layout(), gradients);
        for (int l = 0; l < steps; l++) {
            results.value("a_" + l, tape.trace("a_" + l));
            results.value("a0hat_" + (l + 1), tape.trace("a0hat_" + (l + 1)));
        }

        noise.write(n, new double[noise.length() - n], 0, noise.length() - n);
        chain.forward(chain.tape(false), parameters, s, noise, action);
        results.value("action_with_z_zero", action.toArray());
        return tape;
    }
}
