namespace TransferLab.Cli;

/// <summary>What the process returns; documented in docs/cli.md and part of the interface.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The work could not be done: data, model, disk, port.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>Done, but some of the images named could not be read.</summary>
    public const int PartlyUnreadable = 3;

    /// <summary>Done; <c>data check</c> has found what it was told to fail on.</summary>
    public const int ProblemsFound = 4;

    /// <summary>A defect of the program (EX_SOFTWARE of sysexits.h); a stack trace is on stderr.</summary>
    public const int Defect = 70;

    /// <summary>Interrupted by Ctrl-C or SIGTERM, after a checkpoint was written where there was something to save: 128 + SIGINT.</summary>
    public const int Interrupted = 130;
}
