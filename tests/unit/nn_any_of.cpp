// SPDX-License-Identifier: MIT
// A closed set of models, of which the file chooses one.
#include "support/catch.hpp"
#include "support/death.hpp"
#include "support/oracle.hpp"

#include <tenon/tenon.hpp>

#include <tenon/nn/any_of.hpp>

#include <cstring>
#include <string>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

struct SmallNet : nn::Sequential<tn::Shape<3>, nn::Dense<2, nn::Tanh>> {};
struct LargeNet : nn::Sequential<tn::Shape<3>, nn::Dense<5, nn::Relu>, nn::Dense<2>> {};
struct OtherNet : nn::Sequential<tn::Shape<3>, nn::Dense<2, nn::Relu>> {};
using Any = nn::AnyOf<SmallNet, LargeNet>;

template <class N>
N fresh(std::uint64_t seed) {
  N net;
  tn::initialize(net, seed);
  return net;
}
std::string words(std::string const& file, Any& any) { return nn::try_load(file, any).problem; }

}  // namespace

TEST_CASE("AnyOf: the model whose structure the file has, and its predictions", "[save]") {
  tenon_test::TemporaryDirectory const directory;
  auto const small_file = directory.file("small"), large_file = directory.file("large"), other_file = directory.file("other");
  auto const small = fresh<SmallNet>(1);
  auto const large = fresh<LargeNet>(2);
  nn::save(small_file, small);
  nn::save(large_file, large);
  nn::save(other_file, fresh<OtherNet>(3));
  tn::Tensor<float, 4, 3> x;
  for (std::size_t i = 0; i < x.size; ++i) x.data()[i] = float(i) / 8 - 0.5F;

  Any any;
  CHECK(!any.has_model());
  CHECK(tenon_test::last_words([&] { static_cast<void>(any(x)); }) == "tenon: AnyOf: no model was loaded\n");
  auto const same = [&](auto const& model) {
    tn::Tensor<float, 4, 2> const expected = model(x), found = any(x);
    return std::memcmp(expected.data(), found.data(), sizeof(float) * expected.size) == 0;
  };
  nn::load(small_file, any);
  CHECK(any.is<SmallNet>());
  CHECK(!any.is<LargeNet>());
  CHECK(same(small));
  nn::load(large_file, any);
  CHECK(any.is<LargeNet>());
  CHECK(any.get_if<SmallNet>() == nullptr);
  CHECK(same(large));
  CHECK(any.visit([](auto& model) { return tn::parameter_count<std::remove_cvref_t<decltype(model)>>; }) ==
        3 * 5 + 5 + 5 * 2 + 2);

  // None fits: what differs from each, and the model stays.
  CHECK(words(other_file, any) == other_file + ": fits none of the models\n"
                                               "SmallNet:\n"
                                               "  0: file DenseLayer<3,2,Relu>, model DenseLayer<3,2,Tanh>\n"
                                               "LargeNet:\n"
                                               "  0.kernel: file [3,2] f32, model [3,5] f32\n"
                                               "  0.bias: file [2] f32, model [5] f32\n"
                                               "  1.kernel: not in the file, model [5,2] f32\n"
                                               "  1.bias: not in the file, model [2] f32");
  CHECK(same(large));

  // Saved again, it is the file of its model.
  nn::save(other_file, any);
  Any again(small);
  nn::load(other_file, again);
  CHECK(again.is<LargeNet>());
}
