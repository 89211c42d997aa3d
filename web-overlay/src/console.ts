import './console/console-page';
import { restoreTheme } from './ui/theme';

restoreTheme();
