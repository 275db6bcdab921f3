// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/io/write_file.hpp>
#include <tenon/nn/layout.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

/// A model's weights as a C++ header of constants, for machines without files.
namespace tenon::nn {

struct HeaderOptions {
  /// The namespace of the constants.
  std::string name_space = "weights";
  /// The model's type as a program names it, "app::Net"; left out, as the compiler does.
  std::string model = {};
  /// A header that defines the model, included by the new one: "net.hpp". Without it the model must stand before the new one.
  std::string include = {};
};

namespace detail {

template <class T>
[[gnu::cold]] void append_literal(std::string& to, T value) {
  if constexpr (std::is_same_v<T, bool>)
    to += value ? "true" : "false";
  else if constexpr (std::is_floating_point_v<T>) {
    char const* const suffix = sizeof(T) == 4 ? "F" : "";
    if (!__builtin_isfinite(value)) {  // with sign and payload
      using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
      to += sizeof(T) == 4 ? "__builtin_bit_cast(float, " : "__builtin_bit_cast(double, ";
      to += std::to_string(__builtin_bit_cast(Bits, value)) + (sizeof(T) == 4 ? "U)" : "ULL)");
      return;
    }
    // Hexadecimal is exact, and short.
    bool const negative = __builtin_signbit(value) != 0;
    char text[40];
    auto const end = std::to_chars(text, text + sizeof text, negative ? -value : value, std::chars_format::hex).ptr;
    (((to += negative ? "-0x" : "0x").append(text, end)) += suffix);
  } else if constexpr (std::is_signed_v<T>) {
    // The lowest number has no literal of its own.
    if (value == lowest_of<T>() && sizeof(T) == 8)
      to += std::to_string(value + 1) + "LL - 1";
    else
      to += std::to_string(value) + (sizeof(T) == 8 ? "LL" : "");
  } else
    to += std::to_string(value) + (sizeof(T) == 8 ? "ULL" : sizeof(T) == 4 ? "U" : "");
}

[[gnu::cold]] inline char const* cpp_name(DType d) {
  constexpr char const* names[] = {"bool",          "std::int8_t",  "std::int16_t",  "std::int32_t",
                                   "std::int64_t",  "std::uint8_t", "std::uint16_t", "std::uint32_t",
                                   "std::uint64_t", "float",        "double"};
  return names[static_cast<int>(d)];
}

/// The text of the header; `written` is what the compiler calls the model.
template <class L>  // a template only to be compiled when used
[[gnu::cold, gnu::noinline]] std::string header_text(L const& layout, HeaderOptions const& options, std::string_view written) {
  std::string const model(options.model.empty() ? written : std::string_view(options.model));
  if (model.find_first_of("{(") != model.npos)
    io::detail::refuse(
        {"export_header: the model's type has no name that another file can use, \"", model, "\": say options.model"});
  std::string out =
      "// The weights of " + model + ", written by tenon::nn::export_header. Export them again rather than edit them.\n";
  out += "#pragma once\n\n#include <tenon/nn/constants.hpp>\n";
  if (!options.include.empty()) out += "\n#include \"" + options.include + "\"\n";
  out += "\n#include <cstdint>\n\nnamespace " + options.name_space + " {\n\n";
  std::string list;
  for (std::size_t i = 0; i < layout.tensors.size(); ++i) {
    auto const& t = layout.tensors[i];
    auto const name = "tensor" + std::to_string(i);
    std::string const type = cpp_name(t.dtype);
    std::size_t const count = t.bytes / size_of(t.dtype);
    if (t.data == nullptr && count > 0) io::detail::refuse({"export_header: ", t.name, " was moved from"});
    out += "inline constexpr " + type + ' ' + name + '[' + std::to_string(count == 0 ? 1 : count) + "] = {  // " + t.name;
    visit_dtype(t.dtype, [&]<class T>(std::type_identity<T>) {
      auto const* const values = static_cast<T const*>(t.data);
      for (std::size_t k = 0; k < count; ++k) {
        out += k % 8 == 0 ? "\n    " : " ";
        append_literal(out, values[k]);
        out += ',';
      }
    });
    out += "\n};\n";
    list += (i == 0 ? "\n    tenon::nn::NamedConstant<\"" : ",\n    tenon::nn::NamedConstant<\"") + t.name + "\", " + type +
            ", tenon::Shape<";
    for (std::size_t a = 0; a < t.shape.size(); ++a) list += (a == 0 ? "" : ", ") + std::to_string(t.shape[a]);
    list += ">, " + name + '>';
  }
  out += "\nusing Constants = tenon::nn::Constants<" + list + ">;\n\n";
  out += "// Names, dtypes and shapes are compared here.\n";
  out += "static_assert(tenon::nn::detail::check_constants<" + model + ", Constants>());\n\n";
  out += "constexpr " + model + " model() { return tenon::nn::from_constants<" + model + ", Constants>(); }\n\n";
  return out + "}  // namespace " + options.name_space + '\n';
}

}  // namespace detail

/// The text of a header with the model's tensors as constants, bit for bit. Who includes it gets `weights::model()`, and a
/// compile-time error where the model's tensors have become others; it needs no heap and no file.
template <Module M>
[[nodiscard]] std::string header_of(M const& model, HeaderOptions const& options = {}) {
  detail::Layout layout;
  detail::add_layout<detail::LayoutOf::tensors_only>(layout, "", const_cast<M&>(model));  // which is only read
  std::string_view written = detail::pretty_function<M>();
  written.remove_prefix(written.find("T = ") + 4);
  written.remove_suffix(1);
  return detail::header_text(layout, options, written);
}

/// Writes that header to a file. Throws io::Error.
template <Module M>
void export_header(std::string const& file, M const& model, HeaderOptions const& options = {}) {
  io::detail::FileWriter::write(file, header_of(model, options));
}

}  // namespace tenon::nn
