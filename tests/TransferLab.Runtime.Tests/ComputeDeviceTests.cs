namespace TransferLab.Runtime.Tests;

public class ComputeDeviceTests
{
    [Theory]
    [InlineData("cpu", "cpu", 0)]
    [InlineData("CUDA", "cuda", 0)]
    [InlineData("cuda:0", "cuda", 0)]
    [InlineData(" cuda:3 ", "cuda", 3)]
    [InlineData("Auto", "auto", 0)]
    public void Devices_are_read_as_a_person_writes_them(string text, string name, int index)
    {
        var device = ComputeDevice.Parse(text);
        Assert.Equal((name, index), (device.Name, device.Index));
        Assert.Equal(device, ComputeDevice.Parse(device.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:x")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:1:2")]
    [InlineData("cuda:99999999999")]
    [InlineData("cpu:1")]
    public void What_is_no_device_is_named_with_those_that_are(string text)
    {
        var error = Assert.Throws<FormatException>(() => ComputeDevice.Parse(text));
        Assert.StartsWith($"'{text}' is no device. Known are cpu, cuda, cuda:N", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_for_the_cpu_says_how_to_get_another()
    {
        Assert.SkipWhen(OrtRuntime.AvailableProviders.Contains("CUDAExecutionProvider"), "This is a build for CUDA");
        var settings = new SessionSettings { Device = ComputeDevice.Cuda() };
        var error = Assert.Throws<DeviceException>(() => new InferenceSession(Models.Affine(), settings));
        Assert.Contains("'cuda' cannot be used: this build has ONNX Runtime", error.Message, StringComparison.Ordinal);
        Assert.Contains("-p:Accelerator=cuda", error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message, Assert.Throws<DeviceException>(() => ComputeDevice.Cuda().Resolve()).Message);
    }

    [Fact]
    public void Only_auto_falls_back_and_says_why()
    {
        var device = ComputeDevice.Auto.Resolve(out var fallBack);
        Assert.True(device == ComputeDevice.Cuda()
            ? fallBack is null
            : device == ComputeDevice.Cpu && fallBack!.Contains("cannot be used", StringComparison.Ordinal));
        using var session = new InferenceSession(Models.Affine(), new SessionSettings { Device = ComputeDevice.Auto });
        Assert.Equal(device, session.Device);
    }

    [Fact]
    public void The_cpu_needs_no_trial()
    {
        Assert.Equal(ComputeDevice.Cpu, ComputeDevice.Cpu.Resolve(out var fallBack));
        Assert.Null(fallBack);
    }

    [Fact]
    public void A_provider_library_that_is_missing_or_none_is_named()
    {
        var missing = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var error = Assert.Throws<DeviceException>(() => ComputeDevice.Parse("auto", missing).Resolve());
        Assert.Equal($"The provider library '{missing}' does not exist.", error.Message);
        File.WriteAllText(missing, "no library");
        try
        {
            var none = Assert.Throws<DeviceException>(() => ComputeDevice.Parse("npu", missing + "").Resolve());
            Assert.Contains($"could not load the provider library '{missing}'", none.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(missing);
        }
    }
}
