// SPDX-License-Identifier: MIT
// Weights as a header: the text that is written is the text that is compiled here, and predicts the same bits.
// TENON_UPDATE=1 in the environment writes tests/support/exported_weights.inc anew.
#include "support/catch.hpp"
#include "support/oracle.hpp"

#include "support/exported_model.hpp"
#include "support/exported_weights.inc"

#include <tenon/tenon.hpp>

#include <tenon/nn/export_header.hpp>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>

namespace tn = tenon;
namespace nn = tenon::nn;
using tenon_test::ExportedNet;

namespace {

ExportedNet original() {
  ExportedNet net;
  tn::initialize(net, 3);
  auto* const kernel = net.layer<0>().kernel.data();
  kernel[0] = -0.F;
  kernel[1] = std::numeric_limits<float>::denorm_min();
  kernel[2] = std::numeric_limits<float>::max();
  kernel[3] = -1.F;
  auto* const bias = net.layer<2>().bias.data();
  bias[0] = 1.F / 3;
  auto& scaled = net.layer<1>();
  scaled.factor.data()[0] = 0.1;
  scaled.range.data()[0] = std::numeric_limits<std::int64_t>::min();
  scaled.range.data()[1] = std::numeric_limits<std::int64_t>::max();
  scaled.flags.data()[1] = true;
  return net;
}
template <class M>
std::string bits(M const& m) {
  std::string all;
  tn::for_each_tensor(m, [&all](tn::Path const&, auto const& t) {
    all.append(reinterpret_cast<char const*>(t.data()), sizeof(*t.data()) * t.size);
  });
  return all;
}

// In flash: no code runs to make it.
constexpr ExportedNet net = exported::model();
static_assert(net.layer<1>().factor.item() == 0.1);

}  // namespace

TEST_CASE("export_header: the same text, the same bits, the same predictions", "[save]") {
  auto const made = original();
  auto const text = nn::header_of(made, {.name_space = "exported"});
  std::string const path = TENON_SOURCE_DIR "/tests/support/exported_weights.inc";
  if (std::getenv("TENON_UPDATE") != nullptr) nn::export_header(path, made, {.name_space = "exported"});
  std::ifstream in(path);
  std::stringstream compiled;
  compiled << in.rdbuf();
  CHECK(text == compiled.str());
  CHECK(bits(net) == bits(made));
  tn::Tensor<float, 2, 3> const x{{0.F, 1e-3F, 2.F}, {-1.F, 0.F, 0.25F}};
  tn::Tensor<float, 2, 2> const expected = made(x), found = net(x);
  CHECK(std::memcmp(expected.data(), found.data(), sizeof(float) * 4) == 0);
}

TEST_CASE("export_header: literals of every dtype", "[save]") {
  auto const literal = [](auto value) {
    std::string text;
    nn::detail::append_literal(text, value);
    return text;
  };
  CHECK(literal(0.F) == "0x0p+0F");
  CHECK(literal(-0.5) == "-0x1p-1");
  CHECK(literal(0.1F) == "0x1.99999ap-4F");
  CHECK(literal(std::numeric_limits<float>::infinity()) == "__builtin_bit_cast(float, 2139095040U)");
  CHECK(literal(-std::numeric_limits<double>::infinity()) == "__builtin_bit_cast(double, 18442240474082181120ULL)");
  CHECK(literal(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775807LL - 1");
  CHECK(literal(std::numeric_limits<std::int32_t>::min()) == "-2147483648");
  CHECK(literal(std::int8_t{-1}) == "-1");
  CHECK(literal(std::uint64_t{7}) == "7ULL");
  CHECK(literal(std::uint32_t{7}) == "7U");
  CHECK(literal(true) == "true");
}

TEST_CASE("export_header: names, includes, and a model that has no name", "[save]") {
  tenon_test::TemporaryDirectory const directory;
  auto const file = directory.file("weights.hpp");
  nn::export_header(file, original(), {.name_space = "app::weights", .model = "app::Net", .include = "net.hpp"});
  std::ifstream in(file);
  std::stringstream content;
  content << in.rdbuf();
  auto const text = content.str();
  CHECK(text.find("#include \"net.hpp\"\n") != text.npos);
  CHECK(text.find("namespace app::weights {") != text.npos);
  CHECK(text.find("check_constants<app::Net, Constants>()") != text.npos);
  struct Hidden {};
  auto const words = [](auto const& model) {
    try {
      return nn::header_of(model);
    } catch (tn::io::Error const& error) {
      return std::string(error.what());
    }
  };
  using Lambda = nn::Sequential<tn::Shape<2>, nn::Dense<1>>;
  CHECK(words(Lambda{}).starts_with("// The weights of tenon::nn::"));
}
