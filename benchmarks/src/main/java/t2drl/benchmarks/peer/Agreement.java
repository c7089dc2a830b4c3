package t2drl.benchmarks.peer;

import java.util.HashMap;
import java.util.Map;
import t2drl.agent.ActorCritic;
import t2drl.agent.Ddqn;
import t2drl.kernel.Buffer;
import t2drl.nn.Network;

/**
 * Whether a peer computes what we do: losses, gradients, actions and weights over consecutive updates from the same weights, batch and noise. Timing anything else would
 * compare two different computations.
 */
final class Agreement {
    private static final int UPDATES = 3;
    private static final double GRADIENTS = 2e-3; // of the largest
    private static final double LOSSES = 1e-3;
    private static final double CHANGES =
            0.05; // of the root mean square change of the weights: Adam turns small gradients into whole steps

    private Agreement() {}

    /** Updates both learners, and leaves both changed. */
    static <T> void require(String library, ActorCritic ours, PeerActorCritic<T> peer) {
        double[] actorBefore = ours.actor().parameters().toArray();
        double[] criticBefore = ours.critic(0).parameters().toArray();
        Map<String, float[]> gradients = new HashMap<>();
        peer.keepGradients(gradients);
        for (int i = 0; i < UPDATES; i++) {
            ours.updateCritics();
            double criticLoss = peer.updateCritic();
            gradients(library, ours.critic(0), ours.trace().criticGradients().getFirst(), gradients, i);
            ours.updateActor();
            double actorLoss = peer.updateActor();
            gradients(library, ours.actor(), ours.trace().actorGradients(), gradients, i);
            close(library, "critic loss", ours.losses().get(0), criticLoss, LOSSES * Math.abs(criticLoss));
            // A mean of values that cancel: as exact as the values are.
            close(library, "actor loss", ours.losses().get(1), actorLoss, LOSSES * (Math.abs(actorLoss) + 1));
        }
        peer.keepGradients(null);
        changes(library, "actor", ours.actor(), actorBefore, peer::actorWeight);
        changes(library, "critic", ours.critic(0), criticBefore, peer::criticWeight);
    }

    /** The same for double deep Q-learning: losses and weights. */
    static <T> void require(String library, Ddqn ours, PeerDdqn<T> peer) {
        double[] before = ours.online().parameters().toArray();
        for (int i = 0; i < UPDATES; i++) {
            ours.update();
            double loss = peer.step();
            close(library, "loss", ours.loss().get(0), loss, LOSSES * Math.abs(loss));
        }
        changes(library, "Q network", ours.online(), before, peer::weight);
    }

    private interface Values {
        float[] of(String tensor);
    }

    private static void gradients(
            String library, Network network, Buffer ours, Map<String, float[]> peers, int update) {
        if (update > 0) {
            return; // the weights differ by what Adam makes of rounding errors
        }
        double largest = 0;
        double worst = 0;
        for (var entry : network.layout().entries()) {
            double[] mine = network.read(ours, entry.name());
            float[] theirs = peers.get(entry.name());
            for (int i = 0; i < mine.length; i++) {
                largest = Math.max(largest, Math.abs(theirs[i]));
                worst = Math.max(worst, difference(mine[i], theirs[i]));
            }
        }
        close(library, "a gradient", worst, 0, GRADIENTS * largest);
    }

    private static void changes(String library, String name, Network network, double[] before, Values peers) {
        double changed = 0;
        double apart = 0;
        for (var entry : network.layout().entries()) {
            double[] mine = network.get(entry.name());
            float[] theirs = peers.of(entry.name());
            for (int i = 0; i < mine.length; i++) {
                changed += square(mine[i] - before[entry.offset() + i]);
                apart += square(difference(mine[i], theirs[i]));
            }
        }
        close(library, "the " + name + "'s weights", Math.sqrt(apart), 0, CHANGES * Math.sqrt(changed));
    }

    /** Not a number is as far as can be. */
    private static double difference(double a, double b) {
        double d = Math.abs(a - b);
        return Double.isNaN(d) ? Double.POSITIVE_INFINITY : d;
    }

    private static double square(double x) {
        return x * x;
    }

    /** Requires two arrays to agree to single precision. */
    static void require(String library, String what, float[] ours, float[] theirs, double tolerance) {
        if (ours.length != theirs.length) {
            throw new IllegalStateException(
                    "%s gives %d numbers of %s, we %d".formatted(library, theirs.length, what, ours.length));
        }
        double worst = 0;
        for (int i = 0; i < ours.length; i++) {
            worst = Math.max(worst, difference(ours[i], theirs[i]));
        }
        close(library, what, worst, 0, tolerance);
    }

    private static void close(String library, String what, double ours, double theirs, double tolerance) {
        if (!(difference(ours, theirs) <= tolerance)) {
            throw new IllegalStateException("%s does not compute what we do: %s differs by %.3g, allowed are %.3g"
                    .formatted(library, what, difference(ours, theirs), tolerance));
        }
    }
}
