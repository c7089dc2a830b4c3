package t2drl.agent;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.RandomStream;
import t2drl.kernel.SavedState;
import t2drl.kernel.Schedule;
import t2drl.nn.Actor;
import t2drl.nn.Critic;
import t2drl.nn.Network;

/**
 * Decides raw actions of many cells at once with trained or half-trained networks: one sample of the actor, or the best of {@code n} by the
 * critic (networks, "Best of n"). A deterministic actor's candidates are its action and noisy copies of it.
 */
public final class Allocator {
    private static final Schedule COPY_DEVIATION = Schedule.constant(0.1);

    private final Device device;
    private final Actor kind;
    private final int cells;
    private final int candidates;
    private final long seed;
    private final Counter step;
    private final Actor.Pass actorPass;
    private final Buffer noise;
    private final @Nullable Choice choice;

    /** What more than one candidate needs. */
    private final class Choice {
        final int users;
        final int values;
        final Critic.Pass criticPass;
        final Buffer state = device.buffer(cells * candidates * kind.state());
        final Buffer hit;
        final Buffer a3;
        final Buffer action = device.buffer(cells * candidates * kind.action());
        final Buffer q;
        final @Nullable Copies copies = kind.noise() == 0 ? new Copies() : null;

        Choice(Critic critic, int users) {
            this.users = users;
            values = critic.values();
            criticPass = critic.pass(device, cells * candidates, false);
            hit = device.buffer(cells * candidates * users);
            a3 = device.buffer(cells * candidates * users);
            q = device.buffer(cells * candidates * values);
        }
    }

    /** What a deterministic actor's noisy copies need. */
    private final class Copies {
        final int count = candidates - 1;
        final Buffer clean = device.buffer(cells * kind.action());
        final Buffer noisy = device.buffer(cells * count * kind.action());
        final Buffer uniform = device.buffer(noisy.length());
        final Buffer normal = device.buffer(noisy.length());
    }

    public Allocator(Device device, Actor actor, Critic critic, int users, int cells, int candidates, long seed) {
        this.device = device;
        this.kind = actor;
        this.cells = cells;
        this.candidates = candidates;
        this.seed = seed;
        step = device.counter();
        int samples = actor.noise() == 0 ? 1 : candidates;
        actorPass = actor.pass(device, cells * samples, false);
        noise = device.buffer(cells * samples * actor.noise());
        choice = candidates > 1 ? new Choice(critic, users) : null;
    }

    /** {@code state [cells, ...]}, {@code hit, a3 [cells, users]} to {@code action [cells, 2 users]}. Can be recorded. */
    public void decide(Network actor, Network critic, Buffer state, Buffer hit, Buffer a3, Buffer action) {
        if (kind.noise() > 0) {
            device.random().normal(new RandomStream(seed, Streams.ACTING), step, noise);
        }
        if (choice == null) {
            actorPass.forward(actor.parameters(), state, noise, action);
        } else {
            decideBest(choice, actor, critic, state, hit, a3, action);
        }
        device.updates().advance(step);
    }

    public void listState(SavedState state) {
        state.add("step", step);
    }

    private void decideBest(
            Choice c, Network actor, Network critic, Buffer state, Buffer hit, Buffer a3, Buffer action) {
        device.actions().repeatRows(cells, kind.state(), candidates, state, c.state);
        device.actions().repeatRows(cells, c.users, candidates, hit, c.hit);
        device.actions().repeatRows(cells, c.users, candidates, a3, c.a3);
        if (c.copies == null) {
            actorPass.forward(actor.parameters(), c.state, noise, c.action);
        } else {
            copies(c.copies, actor, state, c.action);
        }
        c.criticPass.input(c.state, c.action, c.hit, c.a3);
        c.criticPass.forward(critic.parameters(), c.q);
        device.actions().selectBest(cells, candidates, c.values, c.q, kind.action(), c.action, action);
    }

    /** Every cell's own action first, then its noisy copies. */
    private void copies(Copies c, Network actor, Buffer state, Buffer all) {
        int width = kind.action();
        actorPass.forward(actor.parameters(), state, noise, c.clean);
        device.actions().repeatRows(cells, width, c.count, c.clean, c.noisy);
        device.random().normal(new RandomStream(seed, Streams.CANDIDATES), step, c.normal);
        device.actions().explore(c.noisy.length(), c.noisy, c.uniform, c.normal, COPY_DEVIATION, 0, step);
        device.actions().concatenate(cells, width, c.clean, c.count * width, c.noisy, all);
    }
}
