// SPDX-License-Identifier: MIT
// Every acceptance case of chapter 12 is a test of its name, or stands here with the reason why not.
#include "support/catch.hpp"
#include "support/json.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace {

constexpr auto python_object = "not applicable: how Python prints an object";
constexpr auto python_source = "not applicable: Python's source, which autograph rewrites";

std::map<std::string, char const*> const no_tests{
    {"ch12-254", python_object}, {"ch12-258", python_object}, {"ch12-262", python_object},
    {"ch12-300", python_source}, {"ch12-302", python_source},
};

/// The text of all sources of a folder.
std::string sources(std::string const& folder) {
  std::string all;
  for (auto const& entry : std::filesystem::directory_iterator(TENON_SOURCE_DIR "/tests/" + folder)) {
    std::ifstream in(entry.path());
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  return all;
}

}  // namespace

TEST_CASE("every case of chapter 12 is a test, or has a reason", "[ch12]") {
  std::string const file = TENON_SHARED_DIR "/reference/ch12_cases_dev.json";
  if (!std::ifstream(file)) TENON_SKIP("no " + file);
  auto const json = tenon_test::Json::read(file);
  std::string const unit = sources("unit"), compile_fail = sources("compile_fail");
  std::size_t cases = 0, without = 0;
  for (auto const& c : json["cases"].items()) {
    auto const id = c["id"].text(), kind = c["kind"].text();
    ++cases;
    INFO(id << ", " << kind << ": " << c["requirement"].text());
    bool const listed = no_tests.count(id) != 0;
    bool const tested = kind == "must_not_compile" ? compile_fail.find("// " + id + ": ") != std::string::npos
                                                   : unit.find("TEST_CASE(\"" + id + ": ") != std::string::npos;
    without += listed;
    CHECK(listed != tested);
  }
  CHECK(cases > 0);
  CHECK(without == no_tests.size());
}
