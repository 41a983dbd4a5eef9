using System.CommandLine;
using TransferLab.Testing;

namespace TransferLab.Cli.Tests;

public sealed class DocumentationTests
{
    [Fact]
    public void Every_command_and_option_is_documented()
    {
        var page = string.Concat(new[] { "cli.md", "http.md", "serving.md" }.Select(name => File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", name))));
        foreach (var command in CommandLine.Create().Subcommands.SelectMany(c => c.Subcommands.Count > 0 ? c.Subcommands : (IEnumerable<Command>)[c]))
        {
            Assert.Contains($"{command.Name} ", page, StringComparison.Ordinal);
            foreach (var option in command.Options.Where(o => o.Name is not "--help"))
                Assert.True(page.Contains(option.Name, StringComparison.Ordinal), $"{command.Name} {option.Name} is not in docs/cli.md, docs/http.md or docs/serving.md");
        }
    }
}
