package t2drl.benchmarks.peer;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.agent.AgentKind;
import t2drl.benchmarks.LearnerCase;
import t2drl.benchmarks.T2drlLearner;
import t2drl.kernel.Buffer;

/** The peers compute what we do, and the check notices when one does not. DJL is left out: a process holds one libtorch. */
class PeersTest {
    @ParameterizedTest
    @EnumSource(LearnerCase.Kind.class)
    void libtorchUpdates(LearnerCase.Kind kind) {
        for (AgentKind agent : AgentKind.values()) {
            Peers.learner(Peers.LIBTORCH, LearnerCase.of(kind, agent), 17, 1).close();
        }
    }

    @Test
    void libtorchUpdatesQ() {
        Peers.ddqn(Peers.LIBTORCH, 17, 1).close();
    }

    @ParameterizedTest
    @EnumSource(LearnerCase.Kind.class)
    void decisions(LearnerCase.Kind kind) {
        LearnerCase c = LearnerCase.of(kind, AgentKind.D3PG);
        Peers.decider(Peers.ONNX_RUNTIME, c, 3).close();
        Peers.decider(Peers.LIBTORCH, c, 3).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {Products.OPENBLAS, Products.ONEDNN})
    void products(String library) {
        Products.open(library, 7, 64).close();
    }

    @Test
    void aDifferentComputationIsRefused() {
        LearnerCase c = LearnerCase.of(LearnerCase.Kind.SHARED, AgentKind.D3PG);
        try (T2drlLearner ours = new T2drlLearner(c, 17, 1)) {
            var peer = new PeerActorCritic<>(new LibtorchTensors(1), c, ours.agent(), 17);
            Buffer reward = ours.agent().batch().reward();
            reward.write(0, new float[] {(float) reward.get(0) + 1}, 0, 1);
            assertThrows(IllegalStateException.class, () -> Agreement.require(Peers.LIBTORCH, ours.agent(), peer));
        }
    }
}
