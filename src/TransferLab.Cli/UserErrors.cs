using System.Net.Sockets;

namespace TransferLab.Cli;

/// <summary>Which exceptions are answers to a user (bad input, full disk) rather than defects, and in which words they are given.</summary>
internal static class UserErrors
{
    // ENOSPC and EDQUOT, and ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL as HRESULTs.
    private const int DiskFullLinux = 28;
    private const int QuotaLinux = 122;
    private const int HandleDiskFullWindows = unchecked((int)0x80070027);
    private const int DiskFullWindows = unchecked((int)0x80070070);

    /// <summary>Whether the message alone tells the user what to do.</summary>
    public static bool IsExpected(Exception e) => IsUsage(e) || e is SocketException || InputException.IsAnswer(e);

    /// <summary>Whether the command line is to blame.</summary>
    public static bool IsUsage(Exception e) => e is UsageException || e is SettingException;

    /// <summary>What to tell the user.</summary>
    public static string Describe(Exception e) => e switch
    {
        UnauthorizedAccessException => e.Message + " Check the permissions.",
        OutOfMemoryException => e.Message + " Use a smaller --batch-size, or a machine with more memory.",
        _ when IsDiskFull(e) => Words(e)
            + " The disk is full; nothing was left half-written. Free some space; an interrupted training goes on with train --resume.",
        _ => Words(e),
    };

    private static string Words(Exception e) => e is InputException input ? input.Words.In(FlagNames.Of) : e.Message;

    private static bool IsDiskFull(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
            if (e is IOException && e.HResult is DiskFullLinux or QuotaLinux or HandleDiskFullWindows or DiskFullWindows)
                return true;
        return false;
    }
}

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

/// <summary>The command line asks for something that makes no sense; the message names the option and says what would.</summary>
internal sealed class UsageException(string message) : Exception(message);
