using System.CommandLine;

namespace TransferLab.Cli.Commands;

/// <summary>Arguments and options that several commands share, so that they are called and explained alike.</summary>
internal static class CommonFlags
{
    public static Argument<string> Package() => Flags.Path("PACKAGE", "Folder of a classifier package, or of a finished run.");

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object on stdout and nothing else." };

    public static Option<bool> Strict() => new("--strict") { Description = "An unreadable image is an error instead of being skipped." };

    public static Option<bool> TestTimeAugmentation() => new("--tta") { Description = "Average the probabilities of several views of each picture: as always, closer, wider where edges are cut off, each also mirrored. Four to six times the work." };

    public static Option<int?> Threads() => Flags.Number<int>("--threads", "Threads; 0 for all cores.", 0);

    /// <summary>The number of threads given.</summary>
    /// <exception cref="UsageException">It is out of range.</exception>
    public static int ReadThreads(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) is { } threads and >= 0 and <= 1024
        ? threads
        : throw new UsageException($"--threads {parsed.GetValue(option)} is out of range: 0 (all cores) to 1024.");

    /// <summary>Refuses whatever is given beside <c>--resume</c>: an option that would be ignored is a misunderstanding, better cleared up before hours of training than after.</summary>
    public static void RefuseBesideResume(ParseResult parsed, IEnumerable<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            var given = symbol switch
            {
                Option o => parsed.GetResult(o) is { Implicit: false },
                Argument a => parsed.GetResult(a) is { Implicit: false, Tokens.Count: > 0 },
                _ => false,
            };
            if (given)
                throw new UsageException($"--resume takes no {symbol.Name}: a resumed run keeps what it was started with. Start a new run to change it.");
        }
    }
}
