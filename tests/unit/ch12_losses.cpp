// SPDX-License-Identifier: MIT
// Acceptance cases of chapter 12: losses that are functions, with and without a threshold; models with them in files.
#include "support/housing.hpp"
#include "support/oracle.hpp"

#include <tenon/nn/save.hpp>

#include <algorithm>

namespace tn = tenon;
namespace nn = tenon::nn;
using namespace tenon_test;

namespace {

constexpr auto huber_fn = [](auto const& y_true, auto const& y_pred) {
  auto const error = tn::abs(y_true - y_pred);
  return tn::where(error < 1.f, tn::square(error) / 2.f, error - 0.5f);
};
auto create_huber(float threshold) {
  return nn::loss(
      [](auto const& y_true, auto const& y_pred, auto const& limit) {
        auto const error = tn::abs(y_true - y_pred);
        return tn::where(error < limit, tn::square(error) / 2.f, limit * error - tn::square(limit) / 2.f);
      },
      threshold);
}
auto compile(HousingNet& net) { return nn::compile<32>(net, huber_fn, nn::Nadam{}, nn::MeanAbsoluteError{}); }
auto compile(HousingNet& net, float threshold) {
  return nn::compile<32>(net, create_huber(threshold), nn::Nadam{}, nn::MeanAbsoluteError{});
}
bool same_weights(HousingNet const& a, HousingNet const& b) {
  return std::equal(a.layer<0>().kernel.begin(), a.layer<0>().kernel.end(), b.layer<0>().kernel.begin());
}

/// The trainings of the chapter, one after the other, as its cells are.
struct Story {
  nn::History of_085, of_089, of_095;
  bool weights_of_089, weights_of_095;
  float threshold_of_095;

  static Story const& told() {
    static Story const story;
    return story;
  }

 private:
  Story() {
    Housing const h;
    TemporaryDirectory const directory;
    auto const file = directory.file("model.safetensors");
    auto two_epochs = [&h](auto& trainer) {
      return trainer.fit(h.x_train, h.y_train,
                         {.epochs = 2, .validation = {h.x_validation, h.y_validation}, .verbose = nn::Verbose::silent});
    };
    HousingNet first, second, third;
    tn::initialize(first, 42);
    auto trainer = compile(first);
    of_085 = two_epochs(trainer);
    nn::save(file, trainer);

    auto loaded = compile(second);
    nn::load(file, loaded);
    weights_of_089 = same_weights(first, second);
    of_089 = two_epochs(loaded);

    auto with_threshold = compile(second, 2.f);
    two_epochs(with_threshold);
    nn::save(file, with_threshold);
    // In the book the caller has to give the threshold again; here it comes back with the file.
    auto loaded_again = compile(third, 1.f);
    nn::load(file, loaded_again);
    weights_of_095 = same_weights(second, third);
    threshold_of_095 = loaded_again.loss().parameter.item();
    of_095 = two_epochs(loaded_again);
  }
};

}  // namespace

TEST_CASE("ch12-085: a loss that is a function", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  check_loss_and_mae("ch12-085", Story::told().of_085);
}

TEST_CASE("ch12-089: it is saved, loaded, and trained on", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  CHECK(Story::told().weights_of_089);
  check_loss_and_mae("ch12-089", Story::told().of_089);
}

TEST_CASE("ch12-095: a function that makes losses of a threshold", "[ch12]") {
  if (!Housing::is_here()) TENON_SKIP("no " + Housing::file());
  CHECK(Story::told().weights_of_095);
  CHECK(Story::told().threshold_of_095 == 2.f);
  check_loss_and_mae("ch12-095", Story::told().of_095);
}
