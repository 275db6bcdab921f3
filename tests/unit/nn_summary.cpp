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

}  // namespace

TEST_CASE("summary: layers with names, output shapes, parameters and bytes") {
  CHECK(nn::summary(Named{}) == "Named: [batch, 2, 6] -> [batch, 1000]\n"
                                "\n"
                                "             layer              output                   parameters          bytes\n"
                                "  0          Dense              [batch, 2, 3]                    21             84\n"
                                "  1          Scale              [batch, 2, 3]                     3             12\n"
                                "  2          Flatten            [batch, 6]                        0              0\n"
                                "  3          Dense              [batch, 1000]                 7,000         28,000\n"
                                "             total                                            7,024         28,096\n");
}

TEST_CASE("summary: of a module that is no list of layers, its fields") {
  CHECK(nn::summary(Fields{}) == "Fields\n"
                                 "\n"
                                 "             layer              output                   parameters          bytes\n"
                                 "  first      Dense                                               36            144\n"
                                 "  free                                                            3             12\n"
                                 "             total                                               39            156\n");
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
