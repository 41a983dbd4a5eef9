using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TransferLab.Runtime.Native;
using TransferLab.Testing;

namespace TransferLab.Runtime.Tests.Native;

public unsafe partial class OrtApiTests
{
    [Fact]
    public void Base_has_the_layout_of_the_header()
    {
        Assert.Equal(2 * sizeof(nint), sizeof(OrtApiBase));
        Assert.Equal(0, Marshal.OffsetOf<OrtApiBase>(nameof(OrtApiBase.GetApi)));
        Assert.Equal(sizeof(nint), Marshal.OffsetOf<OrtApiBase>(nameof(OrtApiBase.GetVersionString)));
    }

    [Fact]
    public void Version_is_one_that_has_the_api()
    {
        Assert.True(Version.TryParse(OrtRuntime.Version, out var version), OrtRuntime.Version);
        Assert.True(version >= new Version(1, (int)OrtApi.ApiVersion), OrtRuntime.Version);
    }

    [Fact]
    public void Status_comes_back_with_its_code_and_message_and_is_freed()
    {
        nint status;
        fixed (byte* words = "näin\0"u8)
            status = OrtApi.Instance.CreateStatus((int)OrtErrorCode.InvalidGraph, words);
        var error = Assert.Throws<OrtException>(() => OrtStatus.Check(status, "do", "this"));
        Assert.Equal(OrtErrorCode.InvalidGraph, error.Code);
        Assert.Equal("ONNX Runtime could not do this: näin (InvalidGraph)", error.Message);
    }

    [Fact]
    public void Indices_are_those_of_the_header()
    {
        var facts = File.ReadAllText(SharedData.Path("facts/natives.md"));
        var header = Entry().Matches(facts[facts.IndexOf("struct OrtApi:", StringComparison.Ordinal)..])
            .ToDictionary(m => m.Groups["name"].Value, m => int.Parse(m.Groups["index"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(header.Count > 280, $"{header.Count} entries read");
        foreach (var index in Enum.GetValues<OrtApiIndex>())
            Assert.Equal((index, header[index.ToString()]), (index, (int)index));
    }

    [Fact]
    public void Every_entry_in_use_is_there()
    {
        foreach (var index in Enum.GetValues<OrtApiIndex>())
            Assert.NotEqual(0, OrtApi.Instance[index]);
    }

    [Fact]
    public void Functions_read_the_entry_of_their_own_name()
    {
        var functions = typeof(OrtApi).GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.PropertyType.IsFunctionPointer).ToList();
        Assert.True(functions.Count > 30);
        foreach (var function in functions)
        {
            Assert.Equal((function.Name, OrtApi.Instance[Enum.Parse<OrtApiIndex>(function.Name)]), (function.Name, (nint)function.GetValue(OrtApi.Instance)!));
        }
    }

    [GeneratedRegex(@"(?<=^|\s)(?<index>\d{1,3}) (?<name>[A-Z]\w+)")]
    private static partial Regex Entry();
}
