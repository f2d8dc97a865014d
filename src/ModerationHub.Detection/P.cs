namespace ModerationHub.Detection; internal static class P;
