namespace TransferLab.Architecture.Tests;

/// <summary>Fails with every finding on a line of its own; xunit's own collection assertions cut long lists short.</summary>
internal static class Findings
{
    public static void None(IEnumerable<string> findings)
    {
        string[] all = [.. findings];
        Assert.True(all.Length == 0, string.Join(Environment.NewLine, all.Prepend($"{all.Length} found:")));
    }
}
