// A network made ready for one SIMD level: plain data that the level's own code reads. No function is defined here, so that
// no code compiled for one instruction set can be linked into another's.
#pragma once
#include <cstddef>

namespace t2drl {

enum class Activation { identity, relu, silu, mish, tanh };

// Rows are samples: Y = X * W^T + b. Columns of Y are padded with zeros to a multiple of the level's granule.
struct Dense {
  int in = 0;
  int out = 0;
  int depth = 0;                 // in; padded with zeros where the panels are of bfloat16
  int columns = 0;               // out, padded
  const void* panels = nullptr;  // W by panels of columns: [panel][in][width], or of bfloat16 [panel][depth / 2][width][2]
  const float* few = nullptr;    // in place of panels: W [out][in, padded] of a last layer with few outputs,
                                 // W^T [2][columns] of a chain's noisy columns if they are two
  const float* bias = nullptr;   // [columns]; zeros where the layer has none
};

constexpr int kMostSteps = 1000;
constexpr int kFewOutputs = 4;

// x_{l-1} = clean * a0hat + noisy * x_l + deviation * z_l; before that, of a network that predicts noise,
// a0hat = clip(from_noisy * x_l - from_noise * eps).
struct ReverseStep {
  float clean, noisy, deviation, from_noisy, from_noise;
};

// Any of the four kinds of network: input layer, one or two hidden layers, output layer. Where it is pooled, the rows of a cell share the means that the pools read.
// A chain has `noisy`, `step_terms` and `reverse`, too.
struct Network {
  int inputs = 0;   // numbers a row
  int outputs = 0;  // numbers a row
  int hidden_layers = 1;
  bool pooled = false;
  Activation activation = Activation::relu;
  Activation output = Activation::identity;
  Dense input;        // of a chain, the state's columns
  Dense hidden[2];
  Dense pool[2];      // its bias is the hidden layer's
  Dense last;
  int steps = 0;      // 0: no chain
  bool predicts_noise = false;
  Dense noisy;        // the columns of a_l, without bias
  const float* step_terms = nullptr;  // [steps][columns], row l - 1
  const ReverseStep* reverse = nullptr;  // [steps], entry l - 1
};

// The scenario's part of the action map (system model, section 5): by water level, or proportional.
struct ActionMap {
  bool water_level;
  float min_bandwidth_share, softmax_factor, ask_height, steps_per_slot;
};

// Whole vectors of users, with room for one more than there are.
template <int W>
constexpr int padded_users(int users) {
  return (users + W) / W * W;
}

// How many cells are worked on at once: enough rows for weights to be used often, few enough for the caches.
static inline int block_of(int group) { return group >= 64 ? 1 : 64 / group; }

// Where a block keeps its intermediate values, in floats from the start of the scratch memory. Matrix units write whole tiles: 16 rows more.
struct Scratch {
  std::size_t term, pre, hidden, noisy, net, last, mean, pooled, end;
};

static inline Scratch scratch_of(const Network& n, int group) {
  Scratch s;
  std::size_t width = static_cast<std::size_t>(n.input.columns);
  std::size_t cells = static_cast<std::size_t>(block_of(group));
  std::size_t rows = cells * static_cast<std::size_t>(group) + 16;
  s.term = 0;
  s.pre = s.term + rows * width;
  s.hidden = s.pre + rows * width;
  s.noisy = s.hidden + rows * width;
  s.net = s.noisy + (rows * static_cast<std::size_t>(n.outputs) + 63) / 64 * 64;
  s.last = s.net + (rows * static_cast<std::size_t>(n.outputs) + 63) / 64 * 64;
  s.mean = s.last + rows * static_cast<std::size_t>(n.last.columns);
  s.pooled = s.mean + (cells + 16) * width;
  s.end = s.pooled + (cells + 16) * width;
  return s;
}

static inline std::size_t map_rows(int users) { return 2 * static_cast<std::size_t>(padded_users<16>(users)); }

// One instruction set. `forward` takes x [cells, group, inputs], noise [steps, cells, group, outputs] or null for zeros (chains), and
// gives y [cells, group, outputs]; scratch, as long as scratch_of says, is aligned to 64 bytes. `map_action` takes one cell's raw [2 * users], bandwidth asks, then step asks, and
// hit and a3 [users], and gives bandwidth, fraction (of A3) and compute [users]; rows, of map_rows(users) floats, is aligned, too. `finite` tells whether all of x are.
struct Level {
  const char* name;
  int granule;  // columns are padded to a multiple of this
  int panel;    // widest panel, columns
  bool bf16;    // hidden layers are of bfloat16
  void (*forward)(const Network&, int group, int cells, const float* x, const float* noise, float* y, void* scratch);
  void (*map_action)(const ActionMap&, int users, const float* raw, const float* hit, const float* a3, float* rows, float* bandwidth,
                     float* fraction, float* compute);
  bool (*finite)(const float* x, std::size_t count);
};

extern const Level level_portable;
extern const Level level_avx2;
extern const Level level_avx512;
extern const Level level_avx512_bf16;
extern const Level level_amx_bf16;

}  // namespace t2drl
