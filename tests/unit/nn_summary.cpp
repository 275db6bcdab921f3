// SPDX-License-Identifier: MIT
// Models and costs as text.
#include "support/catch.hpp"

#include <tenon/tenon.hpp>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

struct Scale {
  tn::Param<float, 3> by;
  TENON_MODULE(Scale, by);
  constexpr auto call(auto const& x) const { return x * by; }
};
struct Named : nn::Sequential<tn::Shape<2, 6>, nn::Dense<3, nn::Relu>, Scale, nn::Flatten, nn::Dense<1000>> {};
struct Fields {
  nn::DenseLayer<8, 4> first;
  tn::Param<float, 3> free;
  tn::Tensor<float> rate{1.F};
  TENON_MODULE(Fields, first, free, rate);
};

struct Chain : nn::Sequential<tn::Shape<3>, nn::Dense<4, nn::Relu>, nn::Dense<2>> {};
struct TwoInputs {
  using input_shape = std::tuple<tn::Shape<2>, tn::Shape<3>>;
  nn::Sequential<tn::Shape<3>, nn::Dense<4, nn::Relu>> deep;
  nn::Build<nn::Dense<1>, tn::Shape<6>> output;
  TENON_MODULE(TwoInputs, deep, output);
  constexpr auto call(auto const& a, auto const& b) const { return output.call(tn::concat<1>(a, deep.call(b))); }
};

}  // namespace

TEST_CASE("summary: layers with names, output shapes, parameters and bytes") {
  CHECK(nn::summary(Named{}) == "Named: [batch, 2, 6] -> [batch, 1000]\n"
                                "\n"
                                "             layer              output                   parameters          bytes\n"
                                "  0          Dense              [batch, 2, 3]                    21             84\n"
                                "  1          Scale              [batch, 2, 3]                     3             12\n"
                                "  2          Flatten            [batch, 6]                        0              0\n"
                                "  3          Dense              [batch, 1000]                 7,000         28,000\n"
                                "             total                                            7,024         28,096\n"
                                "             trainable                                        7,024         28,096\n"
                                "             non-trainable                                        0              0\n");
}

TEST_CASE("summary: of a module that is no list of layers, its fields") {
  CHECK(nn::summary(Fields{}) == "Fields\n"
                                 "\n"
                                 "             layer              output                   parameters          bytes\n"
                                 "  first      Dense                                               36            144\n"
                                 "  free                                                            3             12\n"
                                 "             total                                               39            156\n"
                                 "             trainable                                           39            156\n"
                                 "             non-trainable                                        0              0\n");
}

TEST_CASE("summary: of a model with several inputs, and its layers as constants") {
  CHECK(nn::summary(TwoInputs{}) == "TwoInputs: [batch, 2], [batch, 3] -> [batch, 1]\n"
                                    "\n"
                                    "             layer              output                   parameters          bytes\n"
                                    "  deep       Sequential         [batch, 4]                       16             64\n"
                                    "  output     Dense                                                7             28\n"
                                    "             total                                               23             92\n"
                                    "             trainable                                           23             92\n"
                                    "             non-trainable                                        0              0\n");
  constexpr auto& fields = nn::layer_info<TwoInputs>;
  static_assert(fields.size() == 2 && fields[0].parameters == 16 && fields[0].gives && !fields[1].gives);
  static_assert(fields[0].output == tn::dims_of<tn::Shape<4>> && fields[0].flops >= 2 * 3 * 4);
  // [info]
  constexpr auto& layers = nn::layer_info<Chain>;
  static_assert(layers.size() == 2 && layers[0].flops >= 2 * 3 * 4 && layers[1].output == tn::dims_of<tn::Shape<2>>);
  static_assert(nn::model_flops<Chain> >= layers[0].flops);
  // [end]
  CHECK(std::string(layers[1].name) == "1");
  CHECK(std::string(layers[1].layer) == "Dense");
}

namespace {
struct Mixed : nn::Sequential<tn::Shape<6>, nn::Dense<4, nn::Kernel<nn::NotTrainable>>, nn::BatchNormalization<>,
                              nn::Frozen<nn::Dense<2>>, nn::Dense<1>> {};
}  // namespace

TEST_CASE("summary: what is trained, what is not, and what the optimizer keeps") {
  // [counts]
  constexpr nn::WeightCounts counts = nn::weight_counts<Mixed>;
  static_assert(counts.trainable == tn::parameter_count<Mixed> && counts.trainable == 4 + 2 * 4 + 3);
  static_assert(counts.non_trainable == 6 * 4 + 2 * 4 + 10 && counts.bytes() == 4 * counts.total());
  static_assert(nn::optimizer_counts<nn::SGD, Mixed>.total() == 0);
  static_assert(nn::optimizer_counts<nn::MomentumSGD<>, Mixed>.total() == counts.trainable);
  // [end]
  static_assert(nn::layer_info<Mixed>[1].weights.total() == 16 && nn::layer_info<Mixed>[1].parameters == 8);
  Mixed net;
  auto trainer = nn::compile<2>(net, nn::MeanSquaredError{}, nn::MomentumSGD<>{});
  CHECK(nn::summary(trainer) == "Mixed: [batch, 6] -> [batch, 1]\n"
                                "\n"
                                "             layer              output                   parameters          bytes\n"
                                "  0          Dense              [batch, 4]                       28            112\n"
                                "  1          BatchNormalization [batch, 4]                       16             64\n"
                                "  2          Dense              [batch, 2]                       10             40\n"
                                "  3          Dense              [batch, 1]                        3             12\n"
                                "             total                                               57            228\n"
                                "             trainable                                           15             60\n"
                                "             non-trainable                                       42            168\n"
                                "             optimizer                                           15             60\n");
}

TEST_CASE("to_dot: of a model, with the names of its fields") {
  std::string const dot = nn::to_dot(TwoInputs{});
  for (char const* name : {"deep.0.kernel", "output.bias", "x.0", "x.1", "matmul"}) CHECK(dot.find(name) != dot.npos);
}

TEST_CASE("summary: of a cost") {
  tn::Cost cost;
  cost.parameter_bytes = 1204;
  cost.state_bytes = 2400;
  cost.hyper_bytes = 64;
  cost.input_bytes = 1192;
  cost.workspace_bytes = 8768;
  cost.peak_bytes = 1234567;
  cost.bytes_read = 300;
  cost.bytes_written = 40;
  cost.flops = 12;
  cost.kernels = 18;
  CHECK(nn::summary(cost) == "  parameters                      1,204 bytes\n"
                             "  optimizer, metrics              2,464 bytes\n"
                             "  one batch                       1,192 bytes\n"
                             "  intermediate values             8,768 bytes\n"
                             "  peak                        1,234,567 bytes\n"
                             "  read                              300 bytes\n"
                             "  written                            40 bytes\n"
                             "  arithmetic                         12 operations\n"
                             "  kernels                            18\n");
}
