using TransferLab.Errors;

namespace TransferLab.Runtime.Tests;

public class KernelChoiceTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("portable")]
    public void All_kernels_are_on_unless_said_otherwise(string? text)
    {
        var choice = KernelChoice.Parse(text);
        Assert.True(choice is { IsOn: true, Convolutions: true, Depthwise: true, Pooling: true, Activations: true, Linear: true, Normalization: true, Winograd: true });
    }

    [Fact]
    public void Off_switches_everything_off() => Assert.True(
        KernelChoice.Parse("off") is { IsOn: false, Convolutions: false, Depthwise: false, Pooling: false, Activations: false, Linear: false, Normalization: false, Winograd: false });

    [Theory]
    [InlineData("no-conv", nameof(KernelChoice.Convolutions))]
    [InlineData("portable,no-depthwise", nameof(KernelChoice.Depthwise))]
    [InlineData("Portable, no-pool", nameof(KernelChoice.Pooling))]
    [InlineData("no-activation", nameof(KernelChoice.Activations))]
    [InlineData("no-linear", nameof(KernelChoice.Linear))]
    [InlineData("no-norm", nameof(KernelChoice.Normalization))]
    [InlineData("no-winograd", nameof(KernelChoice.Winograd))]
    public void A_switch_takes_one_kernel_out(string text, string property)
    {
        var choice = KernelChoice.Parse(text);
        Assert.True(choice.IsOn);
        foreach (var name in (string[])["Convolutions", "Depthwise", "Pooling", "Activations", "Linear", "Normalization", "Winograd"])
            Assert.Equal(name != property, (bool)typeof(KernelChoice).GetProperty(name)!.GetValue(choice)!);
    }

    [Theory]
    [InlineData("sse")]
    [InlineData("avx2,no-gemm")]
    [InlineData("off,no-pool")]
    [InlineData("no-pool,avx2")]
    [InlineData("avx2,")]
    public void A_word_that_is_not_known_is_an_error_that_names_the_variable(string text)
    {
        var error = Assert.Throws<SettingException>(() => KernelChoice.Parse(text));
        Assert.Contains($"{KernelChoice.Variable} is '{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("no-winograd", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Instructions_that_the_processor_lacks_are_an_error()
    {
        var lacking = System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? "avx2" : "arm";
        Assert.Contains("this processor does not have", Assert.Throws<SettingException>(() => KernelChoice.Parse(lacking)).Message, StringComparison.Ordinal);
    }
}
